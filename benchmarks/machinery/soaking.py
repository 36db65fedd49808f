"""All twins at once: their accounts on the desk, what is said there, and what both sides hold."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import psycopg

from benchmarks.machinery.desks import Desk, open_django
from benchmarks.machinery.report import say
from benchmarks.machinery.texts import Texts

PEOPLE = 2_000
EACH = 100
"""One text in so many must go by the charter."""
RUDE = "espèce de c0nn4rd"
TOKEN = "token-of-a-soak"
BAD_WEATHER = {"duplicate": 0.05, "reorder": True, "graph_errors": 0.02, "lost_answers": 0.05}
FINE = {"duplicate": 0.0, "reorder": False, "graph_errors": 0.0, "lost_answers": 0.0}
HURRY = (
    "update channels_sourcestate set due_at = now() where held_by = ''",
    "update channels_outboxact set due_at = now() where state in ('waiting', 'unknown')",
    "update channels_account set limited_until = null where limited_until is not null",
    "delete from channels_quota",
)
SIGNED_IN = (
    "update channels_account set state = 'connected' where state = 'sign_in_again'",
    "update channels_outboxact set state = 'waiting' where state = 'sign_in'",
)
HELD = """
    select a.key, m.text, m.state, count(*) from inbox_message m
    join channels_account a on a.id = m.account_id
    where m.direction = 'in' group by 1, 2, 3
"""
UNDER_WAY = """
    select (select count(*) from channels_ledgerentry where state = 0)
        + (select count(*) from channels_outboxact
           where state in ('waiting', 'sending', 'unknown', 'sign_in'))
"""
GAPS = """
    select a.key, g.since, g.until from channels_gap g
    join channels_account a on a.id = g.account_id
"""
LEFT_GAPS = """
    select a.network, g.since, g.until, g.reason from channels_gap g
    join channels_account a on a.id = g.account_id where g.filled_at is null order by g.since
"""
UNHEARD = """
    select a.network, s.name, s.reason, s.detail, a.state from channels_sourcestate s
    join channels_account a on a.id = s.account_id
    where s.reason <> '' or a.state <> 'connected' or (s.seen_at is null and s.connected_at is null)
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """One account of the square: its key, its network, its posts."""

    key: str
    network: str
    posts: tuple[str, ...]


@dataclass(slots=True)
class Compared:
    """What one network's two sides hold."""

    network: str
    said: int = 0
    held: int = 0
    missed: int = 0
    in_gaps: int = 0
    """Missed, and the account's page says that it was out of reach then."""
    twice: int = 0
    other_state: int = 0
    acts_twice: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was lost and nothing came or was done twice."""
        return not (self.missed or self.twice or self.other_state or self.acts_twice)


def connect_all(desk: Desk) -> list[Profile]:
    """Connect every invented page that no client has yet; return one account of each network."""
    open_django(desk.folder)
    from palabre.channels.actions import NewAccount, connect_account
    from palabre.connectors.registry import CONNECTORS
    from palabre.demonstration.make import read_clients, tell_square
    from palabre.plumbing import clock
    from palabre.plumbing.data_folder import DataFolder
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.actions import open_workspace
    from palabre.workspaces.models import Organisation

    made = ("app_secret", "verify_token", "access_token", "app_password")
    now = clock.now()
    organisation = Organisation.objects.order_by("id").get()
    room = open_workspace(organisation=organisation, name="Tournée", language="fr", now=now)
    data = DataFolder(desk.folder)
    spare = {page["network"]: page for page in read_clients()["spare"]}
    with workspace_scope([room.pk]):
        for network, page in spare.items():
            needs = (*CONNECTORS[network].needs.given, *made)
            secrets = dict.fromkeys(needs, f"{TOKEN}-{network}")
            new = NewAccount(network, page["name"], page["page_id"], secrets)
            connect_account(workspace=room.pk, new=new, by="benchmark", now=now)
        # In one transaction, so that nobody asks a network before the square knows the account.
        tell_square(data, desk=desk.address, square=desk.running["square"])
    pages = {page["page_id"] for page in spare.values()}
    return [
        Profile(page["key"], page["network"], tuple(post["id"] for post in page["posts"]))
        for page in data.read("square.json")["accounts"]
        if page["page_id"] in pages
    ]


class Crowd:
    """Writes to every account in turn; every text once."""

    def __init__(self, square: str, profiles: list[Profile]) -> None:
        self._client = httpx.Client(base_url=square, timeout=60)
        self._profiles = profiles
        self._texts = Texts(11)
        self._number = 0
        self.said: dict[str, dict[str, float]] = {one.key: {} for one in profiles}

    def speak(self, rate: float, seconds: float) -> Iterator[float]:
        """Speak at a pace; give the share of the time that is over, a few times a second."""
        began, owed = time.monotonic(), 0.0
        while (gone := time.monotonic() - began) < seconds:
            owed = gone * rate - self._number
            for profile in self._profiles:
                self._write(profile, max(0, round(owed / len(self._profiles))))
            yield gone / seconds
            time.sleep(0.2)

    def _write(self, profile: Profile, count: int) -> None:
        items = []
        for _ in range(count):
            self._number += 1
            word = RUDE if self._number % EACH == 0 else self._texts.make()[:60]
            text = f"{word} n{self._number}"
            person = self._number % PEOPLE
            author = {"id": f"{7_000_000 + person}", "name": f"Lecteur {person}"}
            post = profile.posts[self._number % len(profile.posts)]
            items.append({"post": post, "text": text, "author": author})
            self.said[profile.key][text] = time.time()
        if items:
            wish = {"account": profile.key, "items": items}
            answer = self._client.post("/square/api/comments/batch", json=wish)
            if not answer.is_success:
                raise SystemExit(f"{profile.network}: {answer.text[:300]}")

    def set_weather(self, **wishes: object) -> None:
        """Change the weather over all accounts."""
        self._client.put("/square/api/faults", json=wishes).raise_for_status()

    def cut(self, *, gently: bool) -> None:
        """Cut the sockets of all accounts, or move them where their network does so."""
        told = self._client.post("/square/api/sockets/cut", json={"gently": gently}).json()
        say(f"{'moved' if gently else 'cut'} {told['sockets']} sockets")

    def expire(self, profile: Profile, *, is_over: bool) -> None:
        """Let an account's token expire, or take that back."""
        word = "expire" if is_over else "renew"
        self._client.post(f"/square/api/token/{word}", json={"account": profile.key})

    def state(self, profile: Profile) -> dict[str, str]:
        """Return what stands, is hidden or is gone on the square, by text."""
        told = self._client.get("/square/api/state", params={"account": profile.key}).json()
        return {
            one["text"]: "deleted" if one["deleted"] else "hidden" if one["hidden"] else "visible"
            for post in told["accounts"][0]["posts"]
            for one in post["comments"]
        }

    def acts_twice(self, profile: Profile) -> list[str]:
        """Return the things that the desk did to one comment more than once.

        X and TikTok hide what is hidden again without a word, and do not say beforehand whether it
        is: an answer that was lost is asked for once more there, by its contract without effect.
        """
        verbs = {"reply", "delete"} | (
            {"hide"} if profile.network not in {"x", "tiktok"} else set()
        )
        told = self._client.get("/square/api/acts", params={"account": profile.key}).json()
        acts = Counter((one["verb"], one["object"]) for one in told["acts"])
        return [
            f"{count} times {verb}: {object}"
            for (verb, object), count in acts.items()
            if count > 1 and verb in verbs
        ]


def wait_until_heard(desk: Desk, seconds: float) -> None:
    """Wait until every source was read or stands; say what is not."""
    began = time.monotonic()
    while list_unheard(desk) and time.monotonic() - began < seconds:
        time.sleep(0.5)
    for one in list_unheard(desk):
        print("  not heard:", *one)


def list_unheard(desk: Desk) -> list[tuple[str, ...]]:
    """Return the sources that could not be read, each with its reason."""
    with psycopg.connect(desk.database) as connection:
        return [tuple(map(str, row)) for row in connection.execute(UNHEARD)]


def list_gaps(desk: Desk) -> list[tuple[str, str, str]]:
    """Return the gaps that stay: the network, when they began, and how long they are."""
    with psycopg.connect(desk.database) as connection:
        found = connection.execute(LEFT_GAPS).fetchall()
    return [
        (network, f"{since:%H:%M:%S}", f"{(until - since).total_seconds():.1f} s, {reason}")
        for network, since, until, reason in found
    ]


def restart(desk: Desk, name: str) -> None:
    """End one process of the desk without a word; the supervisor starts it again."""
    os.kill(desk.processes()[name], signal.SIGKILL)


def sign_in_again(desk: Desk) -> None:
    """Do what a person does where a token was over: the accounts are let in again."""
    with psycopg.connect(desk.database, autocommit=True) as connection:
        for statement in SIGNED_IN:
            connection.execute(statement)


def settle(desk: Desk, crowd: Crowd, profiles: list[Profile], seconds: float) -> float:
    """Let every poll and act be due until both sides hold the same; return how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with psycopg.connect(desk.database, autocommit=True) as connection:
            for statement in (*HURRY, *SIGNED_IN):
                connection.execute(statement)
        time.sleep(3)
        if all(one.is_whole for one in compare(desk, crowd, profiles)) and not under_way(desk):
            break
    return time.monotonic() - began


def under_way(desk: Desk) -> int:
    """Return how many arrivals and acts are not over."""
    with psycopg.connect(desk.database) as connection:
        row = connection.execute(UNDER_WAY).fetchone()
    assert row is not None
    return int(row[0])


def compare(desk: Desk, crowd: Crowd, profiles: list[Profile]) -> list[Compared]:
    """Compare what was said with what the desk holds, text by text."""
    held: dict[str, dict[str, tuple[str, int]]] = {}
    with psycopg.connect(desk.database) as connection:
        for key, text, state, count in connection.execute(HELD):
            known = held.setdefault(key, {}).get(text, ("", 0))[1]
            held[key][text] = (state, count + known)
        gaps = [(key, a.timestamp(), b.timestamp()) for key, a, b in connection.execute(GAPS)]
    return [_compare(one, crowd, held.get(one.key, {}), gaps) for one in profiles]


def _compare(
    profile: Profile,
    crowd: Crowd,
    held: dict[str, tuple[str, int]],
    gaps: list[tuple[str, float, float]],
) -> Compared:
    said = crowd.said[profile.key]
    found = Compared(profile.network, said=len(said), held=len(held))
    stands = crowd.state(profile)
    twice = crowd.acts_twice(profile)
    found.acts_twice, found.examples = len(twice), twice
    for text, at in said.items():
        state, count = held.get(text, ("", 0))
        if not count:
            is_told = any(key == profile.key and a <= at <= b for key, a, b in gaps)
            found.in_gaps += is_told
            found.missed += not is_told
            found.examples += [] if is_told else [f"missed: {text}"]
        elif count > 1:
            found.twice += 1
        elif stands.get(text) != state.replace("held", "hidden"):
            found.other_state += 1
            found.examples.append(f"{stands.get(text)} is {state}: {text}")
    return found
