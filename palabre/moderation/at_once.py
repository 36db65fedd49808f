"""Deciding on a live chat as it is heard, before anything of it has a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from palabre.channels.events import FactReceived
from palabre.channels.judging import Chat, Judged
from palabre.channels.outbox import Wanted
from palabre.connectors.facts import Arrived
from palabre.engine.counters.shelf import Shelf
from palabre.engine.counters.stream import decide_within
from palabre.engine.counters.worlds import World
from palabre.engine.learning.lessons import Lessons
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Author, Decision, Kind, Message
from palabre.inbox.teaching.taught import get_lessons
from palabre.inbox.understanding.read import understand
from palabre.inbox.understanding.store import load_json
from palabre.moderation.carried import act_key, pack_decision, unpack_decision
from palabre.moderation.possible import keep_possible, want_of
from palabre.moderation.queries import get_charter
from palabre.people.sanctions import Standing, list_noted, list_standings
from palabre.plumbing.memory import keep_for_good

KNOWN_FOR: Final = timedelta(seconds=1)
MOST_ROOTS: Final = 50_000
"""Messages whose thread is remembered, so that an answer is counted in it."""

Said = tuple[int, FactReceived, Arrived]
"""What somebody said: its place among what was heard."""


@dataclass(slots=True)
class Memory:
    """What is remembered of one chat, under one charter, with what the models were taught."""

    charter: Charter
    world: World
    lessons: Lessons
    asked_at: datetime
    """When charter and lessons were last asked for."""
    roots: Shelf[str, list[str]] = field(default_factory=lambda: Shelf(list, MOST_ROOTS))
    """The first message of the thread of each message that answers another."""

    def find_root(self, said: Arrived) -> str:
        """Return the message that the thread of another begins with, and remember it."""
        parent = said.place.parent
        if not parent:
            return said.external_id
        known = self.roots.look(parent)
        root = known[0] if known else parent
        self.roots.take(said.external_id)[:] = [root]
        return root


class JudgeAtOnce:
    """Decides by the charter in force, with what it counted of each chat so far."""

    def __init__(self) -> None:
        self._memories: dict[int, Memory] = {}
        self._prepared: set[int] = set()

    def is_ready(self, chat: Chat, *, now: datetime) -> bool:
        """Say whether the chat was counted under the charter that is in force now.

        It is asked for once in a while: a charter holds a second after it was changed.
        """
        known = self._memories.get(chat.account)
        if known is None:
            return False
        if now - known.asked_at < KNOWN_FOR:
            return True
        known.asked_at, known.lessons = now, get_lessons(chat.workspace)
        return known.charter.hash == get_charter(chat.workspace).hash

    def prepare(self, chat: Chat) -> None:
        """Load the models and the charter: the first message is not to wait for them."""
        understand(chat.workspace, ["Bonjour"], depth="fast")
        get_charter(chat.workspace).prepare()
        if chat.workspace not in self._prepared:
            self._prepared.add(chat.workspace)
            keep_for_good()

    def recall(self, chat: Chat, received: Sequence[FactReceived], *, now: datetime) -> None:
        """Count what was heard before, under the charter in force."""
        charter = get_charter(chat.workspace)
        charter.prepare()
        lessons = get_lessons(chat.workspace)
        memory = self._memories[chat.account] = Memory(charter, World(charter), lessons, now)
        said = list_said(received)
        if not said:
            return
        page = Page([one.text for _, _, one in said])
        messages = [_message(chat, memory, one) for _, _, one in said]
        memory.world.count(messages, page)
        for (_, fact, _), message in zip(said, messages, strict=True):
            if fact.judged is not None:
                decision = unpack_decision(load_json(fact.judged))
                memory.world.learn(message, decision)

    def decide(
        self, chat: Chat, received: Sequence[FactReceived], *, now: datetime
    ) -> Mapping[int, Judged]:
        """Return what the charter says, by the places of what was said."""
        memory, said = self._memories[chat.account], list_said(received)
        if not said:
            return {}
        texts = [one.text for _, _, one in said]
        standings = _list_standings(chat, [one for _, _, one in said])
        messages = [
            _introduce(_message(chat, memory, one), standings.get(line))
            for line, (_, _, one) in enumerate(said)
        ]
        reads = understand(chat.workspace, texts, depth="fast", lessons=memory.lessons)
        decisions = decide_within(
            memory.world,
            messages,
            memory.charter,
            [one.signals for one in reads],
            Page(texts),
            strikes={line: one.strikes for line, one in standings.items()},
        )
        by = f"charter:{memory.charter.hash}"
        return {
            place: _told(chat, one, _kept(chat, one, decision), by)
            for (place, _, one), decision in zip(said, decisions, strict=True)
        }


def _kept(chat: Chat, said: Arrived, decision: Decision) -> Decision:
    """Return a decision as the chat can have it."""
    place = said.place
    return keep_possible((chat.network, place.surface), place.kind, decision)


def list_said(received: Sequence[FactReceived]) -> list[Said]:
    """Return what people said in public for the first time: all else is decided on later."""
    return [
        (place, one, one.fact)
        for place, one in enumerate(received)
        if isinstance(one.fact, Arrived)
        and not one.fact.is_ours
        and not one.fact.is_edit
        and one.fact.place.kind == Kind.COMMENT
    ]


def _message(chat: Chat, memory: Memory, said: Arrived) -> Message:
    """Return what was said as the engine takes it, as it will be when it has a row."""
    return Message(
        id=said.external_id,
        text=said.text,
        author=Author(said.author_id, said.author_name, said.author_since),
        network=chat.network,
        thread=memory.find_root(said),
        sent_at=said.sent_at,
        channel="post",
        account=chat.key,
        place=said.place.surface,
    )


def _list_standings(chat: Chat, said: Sequence[Arrived]) -> dict[int, Standing]:
    """Return how the authors stand of whom anything is held or noted, by the lines."""
    noted = list_noted(chat.workspace, chat.account, {one.author_id for one in said})
    if not noted:
        return {}
    asked = [
        (line, noted[one.author_id], one.sent_at)
        for line, one in enumerate(said)
        if one.author_id in noted
    ]
    return list_standings(chat.workspace, asked)


def _introduce(message: Message, standing: Standing | None) -> Message:
    if standing is None or not (standing.labels or standing.flags):
        return message
    role = standing.flags[0] if standing.flags else message.author.role
    return replace(message, author=replace(message.author, labels=standing.labels, role=role))


def _told(chat: Chat, said: Arrived, decision: Decision, by: str) -> Judged:
    """Return a decision with the acts that it asks for."""
    if not decision.acts:
        return Judged(pack_decision(decision))
    target = {
        "comment": said.external_id,
        "person": said.author_id,
        "surface": said.place.surface,
        "kind": said.place.kind.value,
    }
    acts = [
        Wanted(
            account=chat.account,
            verb=act.verb,
            key=act_key(chat.account, said.external_id, act.verb),
            actor=by,
            target=target,
            text=act.text,
            intent=want_of(act.verb, decision),
        )
        for act in decision.acts
    ]
    return Judged(pack_decision(decision), acts)
