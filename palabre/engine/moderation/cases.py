"""A message before the rules, and what a condition on it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Final

from palabre.engine.moderation.patterns import PatternFinder
from palabre.engine.text.page import Page
from palabre.engine.text.reading import Reading
from palabre.engine.vocabulary import Found, History, Message, Signals, Span

Evidence = tuple[str, str]
"""What was weighed, and its value at that moment."""

_get_zone = attrgetter("tzinfo")

COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": lambda value, bound: value >= bound,
    ">": lambda value, bound: value > bound,
    "<=": lambda value, bound: value <= bound,
    "<": lambda value, bound: value < bound,
}


@dataclass(slots=True)
class Case:
    """A message before the rules, with all that is known of it."""

    message: Message
    history: History
    signals: Signals
    page: Page
    line: int
    """Where the text stands on the page."""
    terms: Mapping[str, set[Span]]
    patterns: frozenset[str]
    finder: PatternFinder
    found: tuple[Found, ...]

    @property
    def reading(self) -> Reading:
        """Return the plain reading of the text."""
        return self.page.read_line(self.line)


def in_utc(time: datetime) -> datetime:
    """Return a time that can be compared; one without a zone is taken as UTC."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


class Condition:
    """Something that holds of a message or does not. What is not known does not hold."""

    __slots__ = ()

    def weigh(self, case: Case) -> Evidence | None:
        """Return what was weighed when the condition holds, else None."""
        raise NotImplementedError

    def list_spans(self, case: Case) -> Sequence[Span]:
        """Return the places in the original text that the condition is about."""
        del case
        return ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """A comparison with a number."""

    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"

    def hold(self, value: float) -> bool:
        """Say whether a value keeps to the comparison."""
        return COMPARE[self.sign](value, self.value)


@dataclass(frozen=True, slots=True)
class Limit:
    """More messages than this, within so many seconds."""

    messages: int
    seconds: int

    def count(self, end: datetime | None, times: Sequence[datetime]) -> int:
        """Count the times of the window that ends then, its beginning left out; 0 if none."""
        if end is None or not times:
            return 0
        end = in_utc(end)
        start = end - timedelta(seconds=self.seconds)
        if all(map(_get_zone, times)):
            return len([time for time in times if start < time <= end])
        return sum(start < in_utc(time) <= end for time in times)

    def is_over(self, end: datetime | None, times: Sequence[datetime]) -> bool:
        """Say whether more were written in the window than the limit lets."""
        return len(times) > self.messages and self.count(end, times) > self.messages
