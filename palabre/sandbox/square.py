"""The square itself: its world, its journal and its post office, together."""

from __future__ import annotations

import time
from random import Random

from palabre.sandbox import facts, networks, views
from palabre.sandbox.compaction import LARGE, summarise
from palabre.sandbox.deliveries import Deliveries
from palabre.sandbox.facts import AnyFact, Channel, EventOwed, Verb
from palabre.sandbox.faults import EDITS_FIRST_WAIT, FINE, REORDER_SPREAD, change
from palabre.sandbox.journal import Journal
from palabre.sandbox.live import Live
from palabre.sandbox.networks.contract import Json
from palabre.sandbox.settings import Account, Configuration, Settings
from palabre.sandbox.world import Comment, Message, World

DUPLICATE_SPREAD = 2.0


class Square:
    """What every request works on. A change is recorded, then committed before it is answered."""

    def __init__(self, settings: Settings) -> None:
        """Replay the journal of the folder, and owe the desk again what it never acknowledged."""
        self.settings = settings
        self.chance = Random(settings.seed)  # noqa: S311 - invented weather, no secrets.
        self.configuration = Configuration(settings.folder / "square.json")
        self.world = World()
        self.live = Live()
        self.journal = Journal(settings.folder / "square" / "journal.jsonl")
        self.deliveries = Deliveries(self.configuration, settle=self._settle, chance=self.chance)
        for fact in self.journal.read():
            self.world.apply(fact)
        if self.journal.size() > LARGE:
            self.journal.rewrite(tuple(summarise(self.world)))
        for event in self.world.owed.values():
            self.deliveries.add(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the configuration if it changed, and put up the posts that are new in it."""
        if not self.configuration.refresh():
            return
        now = time.time()
        for account in self.configuration.accounts.values():
            for age, post in enumerate(account.posts):
                if post.id not in self.world.posts:
                    at = now - 3600.0 * (2 + 7 * age)
                    self.record(facts.PostSeen(id=post.id, account=account.key, at=at))
        self.commit()
        self.live.tell({"kind": "accounts"})

    def record(self, fact: AnyFact) -> None:
        """Let a fact become true, to be kept at the next commit."""
        self.world.apply(fact)
        self.journal.add(fact)
        for network in networks.NETWORKS.values():
            network.hear(self, fact)
        if self.live.has_listeners:
            for news in views.news(self.world, fact):
                self.live.tell(news)

    def commit(self) -> None:
        """Make everything recorded survive a crash."""
        self.journal.flush()

    def next_number(self) -> int:
        """Return the number of the next comment or message."""
        return self.world.objects + 1

    def owe_comment(self, account: Account, comment: Comment, verb: Verb) -> EventOwed | None:
        """Owe the desk the webhook of a comment, if the network sends one."""
        change = networks.of(account).comment_change(account, comment, verb)
        if change is None:
            return None
        return self.owe(account, "changes", change, fresh=verb == "add")

    def owe_message(
        self, account: Account, person: str, message: Message, metadata: str = ""
    ) -> EventOwed | None:
        """Owe the desk the webhook of a private message, if the network sends one."""
        change = networks.of(account).message_change(account, person, message, metadata)
        return None if change is None else self.owe(account, "messaging", change)

    def owe(
        self, account: Account, channel: Channel, value: Json, *, fresh: bool = False
    ) -> EventOwed:
        """Owe the desk an event; the weather decides when it leaves, and whether twice."""
        weather = self.world.weather(account.key)
        wait = weather.delay
        if weather.reorder:
            wait += self.chance.uniform(0, REORDER_SPREAD)
        if weather.edits_first and fresh:
            wait += EDITS_FIRST_WAIT
        event = self._owe_once(account, channel, value, wait)
        if weather.duplicate and self.chance.random() < weather.duplicate:
            self.owe_again(event, wait=wait)
        return event

    def owe_again(self, event: EventOwed, *, wait: float = 0.0) -> None:
        """Owe the same event a second time, a little later."""
        twin = facts.EventOwed(
            number=self.world.event_number + 1,
            account=event.account,
            channel=event.channel,
            at=event.at,
            value=event.value,
        )
        self.record(twin)
        self.deliveries.add(twin, wait=wait + self.chance.uniform(0, DUPLICATE_SPREAD))

    def _owe_once(self, account: Account, channel: Channel, value: Json, wait: float) -> EventOwed:
        event = facts.EventOwed(
            number=self.world.event_number + 1,
            account=account.key,
            channel=channel,
            at=time.time(),
            value=value,
        )
        self.record(event)
        self.deliveries.add(event, wait=wait)
        return event

    def change_faults(self, account: str, wishes: dict[str, object]) -> None:
        """Change the weather of one account, or of all with "*"."""
        faults = change(self.world.faults.get(account, FINE), wishes)
        self.record(facts.FaultsSet(account=account, faults=faults))

    def take_one(self, account: str, name: str) -> bool:
        """Use up one of the faults "the next N"; return whether there was one left."""
        for place in (account, "*"):
            left = getattr(self.world.faults.get(place, FINE), name)
            if left > 0:
                self.change_faults(place, {name: left - 1})
                return True
        return False

    def _settle(self, numbers: list[int]) -> None:
        self.record(facts.EventsSettled(numbers=numbers))
        self.commit()
