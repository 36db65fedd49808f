"""An invented client's conversations: who wrote what, where, when. No database here."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.machinery.texts import Texts

PRIVATE_SHARE = 0.25
OURS_SHARE = 0.3
CLOSED_SHARE = 0.15
REVIEWED_SHARE = 0.8
VERDICTS = ("allow", "review", "hide", "hold")
VERDICT_WEIGHTS = (0.94, 0.03, 0.024, 0.006)
MEAN_GAP = 4 * 3600.0
YOUNGEST = 600.0
POSTS = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much to invent, over how many days until now."""

    messages: int
    threads: int
    people: int
    days: float
    now: datetime


@dataclass(slots=True)
class Thread:
    """One invented conversation. `id` counts from 1, so do accounts' places and people."""

    id: int
    account: int
    is_private: bool
    surface: int
    opener: int
    began: float
    size: int
    is_closed: bool = False
    written: int = 0
    last: str = ""
    people: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the network's word for it: a person, or its first comment."""
        return f"person:{9_000_000 + self.opener}" if self.is_private else f"c_{self.id}_0"


@dataclass(frozen=True, slots=True)
class Written:
    """One invented message."""

    thread: Thread
    external_id: str
    parent: str
    person: int
    is_ours: bool
    at: datetime
    text: str
    verdict: str
    is_reviewed: bool


class Crowd:
    """Invents threads, then their messages in the order in which they arrive."""

    def __init__(self, size: Size, *, accounts: int, seed: int = 11) -> None:
        self._size = size
        self._accounts = accounts
        self._chance = random.Random(seed)
        self._texts = Texts(seed)

    def list_threads(self) -> list[Thread]:
        """Return the threads; their sizes add up to the wanted number of messages."""
        size, chance = self._size, self._chance
        span = size.days * 86_400
        privates: set[tuple[int, int]] = set()
        threads = []
        for id, count in enumerate(self._sizes(), start=1):
            account = 1 + int(self._accounts * chance.random() ** 1.7)
            opener = 1 + int(size.people * chance.random() ** 2)
            is_private = chance.random() < PRIVATE_SHARE and (account, opener) not in privates
            if is_private:
                privates.add((account, opener))
            post = 1 + int(POSTS * chance.random() ** 2)
            surface = (account - 1) * (POSTS + 1) + (0 if is_private else post) + 1
            began = (span - YOUNGEST) * chance.random()
            closed = chance.random() < CLOSED_SHARE
            threads.append(Thread(id, account, is_private, surface, opener, began, count, closed))
        return threads

    def _sizes(self) -> list[int]:
        """Return as many sizes as threads: most small, a few of some hundreds."""
        wanted, count = self._size.messages, self._size.threads
        sizes = [min(600, int(self._chance.paretovariate(1.15))) for _ in range(count)]
        factor = (wanted - count) / max(1, sum(sizes) - count)
        sizes = [1 + int((one - 1) * factor + self._chance.random()) for one in sizes]
        spare = wanted - sum(sizes)
        while spare:
            place = self._chance.randrange(count)
            if spare > 0 or sizes[place] > 1:
                step = 1 if spare > 0 else -1
                sizes[place] += step
                spare -= step
        return sizes

    def write(self, threads: Sequence[Thread]) -> Iterator[Written]:
        """Yield every message in the order of its time."""
        chance, span = self._chance, self._size.days * 86_400
        start = self._size.now - timedelta(seconds=span)
        times: list[tuple[float, int]] = []
        for thread in threads:
            at = thread.began
            pace = min(MEAN_GAP, (span - at) / (2 * thread.size))
            for _ in range(thread.size):
                times.append((min(at, span), thread.id))
                at += chance.expovariate(1 / pace)
        times.sort()
        for at, id in times:
            yield self._message(threads[id - 1], start + timedelta(seconds=at))

    def _message(self, thread: Thread, at: datetime) -> Written:
        chance, place = self._chance, thread.written
        is_ours = place > 0 and chance.random() < OURS_SHARE
        person = thread.opener
        if place > 0 and not thread.is_private and chance.random() < 0.4:
            person = 1 + int(self._size.people * chance.random() ** 2)
        word = "m" if thread.is_private else "c"
        external_id = f"{word}_{thread.id}_{place}"
        parent = "" if thread.is_private or place == 0 else f"c_{thread.id}_0"
        verdict = "" if is_ours else chance.choices(VERDICTS, VERDICT_WEIGHTS)[0]
        reviewed = verdict in {"review", "hold"} and chance.random() < REVIEWED_SHARE
        thread.written += 1
        return Written(
            thread, external_id, parent, 0 if is_ours else person, is_ours, at,
            self._texts.make(), verdict, reviewed,
        )  # fmt: skip
