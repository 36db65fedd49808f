"""What is remembered of past messages, so that rules can count.

A world knows only the messages that it was told, and takes time from them: no clock. The live
messages, each rule or charter on trial and each trial run have a world of their own, so that a
rehearsal changes nothing of what is counted in earnest. The same messages in the same order give
the same counts. Messages may come a little late; a count is over the window that ends with the
message at hand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from palabre.engine.counters.shelf import Shelf
from palabre.engine.moderation.cases import in_utc
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.plain import read_plainly
from palabre.engine.text.skeleton import get_text_skeleton
from palabre.engine.vocabulary import Decision, History, Measure, Message

MOST_REMEMBERED: Final = 100_000
"""Authors, threads, texts that a world keeps of each; the one longest silent goes first."""

HALF_LIFE: Final = 60.0
"""Seconds in which the heat of a thread falls to its half."""

_NOTHING: Final[Mapping[str, tuple[datetime, ...]]] = {}
SHORTEST_COPY: Final = 6
"""Letters that a text needs to count as a copy: "lol" and "GG" are everyone's."""


@dataclass(slots=True)
class _Thread:
    """What is kept of a thread."""

    times: deque[datetime]
    newcomers: deque[datetime]
    heat: float = 0.0
    warmed: datetime | None = None

    def get_heat(self, now: datetime) -> float:
        """Return the heat that is left."""
        if self.warmed is None:
            return 0.0
        elapsed = max(0.0, (now - self.warmed).total_seconds())
        return self.heat * float(0.5 ** (elapsed / HALF_LIFE))

    def warm(self, points: int, now: datetime) -> None:
        """Add heat."""
        left = self.get_heat(now)
        self.heat, self.warmed = left + points, max(now, self.warmed or now)


@dataclass(slots=True)
class _Author:
    """What is kept of an author: each strike and label with its end, None for none."""

    strikes: list[tuple[int, datetime | None]] = field(default_factory=list)
    labels: dict[str, datetime | None] = field(default_factory=dict)

    def count_strikes(self, now: datetime) -> int:
        """Return the strikes that still hold, and forget the others."""
        self.strikes = [one for one in self.strikes if one[1] is None or one[1] > now]
        return sum(amount for amount, _ in self.strikes)

    def list_labels(self, now: datetime) -> tuple[str, ...]:
        """Return the labels that still hold."""
        return tuple(name for name, end in sorted(self.labels.items()) if end is None or end > now)


class World:
    """The memory of one stream of messages under one charter."""

    def __init__(self, charter: Charter, *, most: int = MOST_REMEMBERED) -> None:
        counted = charter.most
        self._needs = {what: number > 0 for what, number in counted.items()}
        size = {what: number + 1 for what, number in counted.items()}
        self._times: Shelf[str, deque[datetime]] = Shelf(lambda: deque(maxlen=size["author"]), most)
        self._authors: Shelf[str, _Author] = Shelf(_Author, most)
        self._threads: Shelf[str, _Thread] = Shelf(
            lambda: _Thread(deque(maxlen=size["thread"]), deque(maxlen=size["newcomers"])), most
        )
        self._copies: Shelf[tuple[str, str], deque[tuple[datetime, str]]] = Shelf(
            lambda: deque(maxlen=4 * size["copies"]), most
        )
        self._seen: Shelf[tuple[str, str], list[bool]] = Shelf(list, most)
        limited = [rule for rule in charter.working_rules if rule.limits]
        self._acted = {
            rule.name: deque[datetime](maxlen=rule.limits.messages)
            for rule in limited
            if rule.limits
        }
        plans = [plan.kind for rule in charter.working_rules for plan in rule.plans]
        self._notes = "strike" in plans or "label" in plans
        self._warms = "heat" in plans
        self._counts = any(self._needs.values()) or self._notes or self._warms or bool(limited)

    def add(self, message: Message, plain: str | None = None) -> History:
        """Remember a message, and return the history with which it is decided.

        `plain` is its text read plainly, when that was done already.
        """
        if message.sent_at is None or not self._counts:
            return History()
        now = in_utc(message.sent_at)
        author, thread = message.author.id, message.thread
        known = self._authors.look(author) if author and self._notes else None
        place = self._place(message, now) if thread else None
        return History(
            author=self._count_author(author, now),
            thread=tuple(place.times) if place else (),
            copies=self._count_copies(message, now, plain),
            newcomers=tuple(place.newcomers) if place else (),
            heat=place.get_heat(now) if place else 0.0,
            strikes=known.count_strikes(now) if known else 0,
            acted={name: tuple(times) for name, times in self._acted.items()}
            if self._acted
            else _NOTHING,
        )

    def list_labels(self, message: Message) -> tuple[str, ...]:
        """Return what was noted of a message's author and still holds."""
        known = self._authors.look(message.author.id) if self._notes else None
        if known is None or message.sent_at is None:
            return ()
        return known.list_labels(in_utc(message.sent_at))

    def learn(self, message: Message, decision: Decision) -> None:
        """Remember what a decision asks for: strikes, labels, heat, and that rules acted."""
        if message.sent_at is None or not decision.because:
            return
        now = in_utc(message.sent_at)
        for reason in decision.because:
            if reason.rule in self._acted and not reason.shadow:
                self._acted[reason.rule].append(now)
        for measure in decision.measures:
            self._take(measure, message, now)

    def _take(self, measure: Measure, message: Message, now: datetime) -> None:
        end = now + timedelta(seconds=measure.expires) if measure.expires else None
        if measure.kind == "heat" and message.thread:
            self._threads.take(message.thread).warm(measure.amount, now)
        elif measure.kind == "strike" and message.author.id:
            self._authors.take(message.author.id).strikes.append((measure.amount, end))
        elif measure.kind == "label" and message.author.id:
            self._authors.take(message.author.id).labels[measure.name] = end

    def _count_author(self, author: str, now: datetime) -> tuple[datetime, ...]:
        if not author or not self._needs["author"]:
            return ()
        times = self._times.take(author)
        times.append(now)
        return tuple(times)

    def _place(self, message: Message, now: datetime) -> _Thread | None:
        if not (self._needs["thread"] or self._needs["newcomers"] or self._warms):
            return None
        thread = self._threads.take(message.thread)
        if self._needs["thread"]:
            thread.times.append(now)
        if self._needs["newcomers"] and message.author.id:
            seen = self._seen.take((message.thread, message.author.id))
            if not seen:
                seen.append(True)
                thread.newcomers.append(now)
        return thread

    def _count_copies(
        self, message: Message, now: datetime, plain: str | None
    ) -> tuple[tuple[datetime, str], ...]:
        if not self._needs["copies"] or not message.thread:
            return ()
        skeleton = get_text_skeleton(plain or read_plainly(message.text).text)
        if len(skeleton) < SHORTEST_COPY:
            return ()
        copies = self._copies.take((message.thread, skeleton))
        copies.append((now, message.author.id))
        return tuple(copies)


class Worlds:
    """The worlds of a desk, each by its name: live, a charter on trial, a trial run."""

    def __init__(self, *, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._worlds: dict[str, World] = {}

    def enter(self, name: str, charter: Charter) -> World:
        """Return a world by its name; it begins empty."""
        if name not in self._worlds:
            self._worlds[name] = World(charter, most=self._most)
        return self._worlds[name]

    def leave(self, name: str) -> None:
        """Forget a world with all that it counted."""
        self._worlds.pop(name, None)
