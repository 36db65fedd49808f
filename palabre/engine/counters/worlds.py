"""What is remembered of past messages, so that rules can count.

A world knows only the messages that it was told, and takes time from them: no clock. The live
messages, each rule or charter on trial and each trial run have a world of their own, so that a
rehearsal changes nothing of what is counted in earnest. The same messages in the same order give
the same counts. Messages may come a little late; a count is over the window that ends with the
message at hand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from palabre.engine.counters.counts import Counted, Counts
from palabre.engine.counters.shelf import Shelf
from palabre.engine.moderation.cases import in_utc
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import NO_HISTORY, Decision, History, Measure, Message

MOST_REMEMBERED: Final = 100_000
"""Authors, threads, texts that a world keeps of each; the one longest silent goes first."""

HALF_LIFE: Final = 60.0
"""Seconds in which the heat of a thread falls to its half."""


def cool(heat: float, elapsed: timedelta) -> float:
    """Return what is left of heat after a time: half after each `HALF_LIFE`."""
    return heat * float(0.5 ** (max(0.0, elapsed.total_seconds()) / HALF_LIFE))


@dataclass(slots=True)
class _Thread:
    """How warm a thread was, and when."""

    heat: float = 0.0
    warmed: datetime | None = None

    def get_heat(self, now: datetime) -> float:
        """Return the heat that is left."""
        return cool(self.heat, now - self.warmed) if self.warmed is not None else 0.0

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
        self.counts = Counts(charter, most)
        self._authors: Shelf[str, _Author] = Shelf(_Author, most)
        self._threads: Shelf[str, _Thread] = Shelf(_Thread, most)
        limited = [rule for rule in charter.working_rules if rule.limits]
        self._acted = {
            rule.name: deque[datetime](maxlen=rule.limits.messages)
            for rule in limited
            if rule.limits
        }
        self._notes = not charter.plan_kinds.isdisjoint({"strike", "label"})
        self._warms = "heat" in charter.plan_kinds
        self.learns = self._notes or self._warms or bool(limited)

    def count(self, messages: Sequence[Message], page: Page) -> Mapping[int, Counted]:
        """Count messages, of which `page` holds the texts; return what matters of it, by line."""
        return self.counts.add(messages, page)

    def recall(self, message: Message, counted: Counted | None) -> tuple[Message, History]:
        """Return a message with the labels of its author, and the history it is decided with.

        `counted` is what was counted of it.
        """
        known = NO_HISTORY if counted is None else replace(NO_HISTORY, **counted)
        if not self.learns or message.sent_at is None:
            return message, known
        now = in_utc(message.sent_at)
        author = self._authors.look(message.author.id) if self._notes else None
        thread = self._threads.look(message.thread) if self._warms else None
        if author and (labels := author.list_labels(now)):
            labels = tuple(sorted({*message.author.labels, *labels}))
            message = replace(message, author=replace(message.author, labels=labels))
        if author or thread or self._acted:
            known = replace(
                known,
                heat=thread.get_heat(now) if thread else 0.0,
                strikes=author.count_strikes(now) if author else 0,
                acted={name: tuple(times) for name, times in self._acted.items()},
            )
        return message, known

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
