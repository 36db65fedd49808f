"""What a rule may look at beside words: each condition tells what it weighed when it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from palabre.engine.moderation.cases import (
    COMPARE,
    Bounds,
    Case,
    Condition,
    Evidence,
    Limit,
    in_utc,
)
from palabre.engine.vocabulary import History, Signals, Span


@dataclass(frozen=True, slots=True)
class ScoreCondition(Condition):
    """A score of a label, a sentiment, an intent, or the urgency."""

    what: str
    name: str
    bounds: Bounds

    def __str__(self) -> str:
        return f"{self.what} {self.name} {self.bounds}".replace("  ", " ")

    def weigh(self, case: Case) -> Evidence | None:
        """Compare the score, when there is one."""
        score = self._get(case.signals)
        if score is None or not self.bounds.hold(score):
            return None
        return f"{self.what} {self.name}".strip(), f"{score:.2f}"

    def list_spans(self, case: Case) -> Sequence[Span]:
        """Return the words that weighed most for a label, when the score is a high one."""
        find = case.signals.find_evidence
        return find(self.name) if find and self.what == "label" and ">" in self.bounds.sign else ()

    def _get(self, signals: Signals) -> float | None:
        if self.what == "urgency":
            return signals.urgency
        scores: Mapping[str, float] = getattr(
            signals, "labels" if self.what == "label" else self.what
        )
        return scores.get(self.name)


@dataclass(frozen=True, slots=True)
class IntentCondition(Condition):
    """The intent that scores highest is one of these."""

    names: tuple[str, ...]
    what: str = "intent"

    def __str__(self) -> str:
        return f"intent: {', '.join(self.names)}"

    def weigh(self, case: Case) -> Evidence | None:
        """Look at the largest score."""
        scores = case.signals.intent
        name = max(scores, key=scores.__getitem__, default="")
        return (f"intent {name}", f"{scores[name]:.2f}") if name in self.names else None


@dataclass(frozen=True, slots=True)
class DataCondition(Condition):
    """Personal data of these kinds stands in the text."""

    kinds: frozenset[str]

    def __str__(self) -> str:
        return f"personal_data: {', '.join(sorted(self.kinds))}"

    def weigh(self, case: Case) -> Evidence | None:
        """Look for it."""
        kinds = sorted({one.kind for one in case.found} & self.kinds)
        return ("personal_data", ", ".join(kinds)) if kinds else None

    def list_spans(self, case: Case) -> Sequence[Span]:
        """Return where it stands."""
        return [one.span for one in case.found if one.kind in self.kinds]


@dataclass(frozen=True, slots=True)
class WordCondition(Condition):
    """The language, network, account, channel, role or kind is one of these words."""

    what: str
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(sorted(self.words))}"

    def weigh(self, case: Case) -> Evidence | None:
        """Compare the word."""
        word = self._get(case)
        return (self.what, word) if word in self.words else None

    def _get(self, case: Case) -> str:
        message = case.message
        if self.what == "role":
            return message.author.role
        if self.what == "language":
            return (message.language or case.signals.language)[:2].lower()
        word: str = getattr(message, self.what)
        return word


@dataclass(frozen=True, slots=True)
class NotedCondition(Condition):
    """The author was given one of these labels."""

    names: frozenset[str]

    def __str__(self) -> str:
        return f"author label: {', '.join(sorted(self.names))}"

    def weigh(self, case: Case) -> Evidence | None:
        """Look at the author's labels."""
        held = sorted(self.names.intersection(case.message.author.labels))
        return ("author label", ", ".join(held)) if held else None


@dataclass(frozen=True, slots=True)
class AgeCondition(Condition):
    """The author's account is younger, or older, than so many seconds."""

    sign: str
    seconds: int

    def __str__(self) -> str:
        return f"author age {self.sign} {self.seconds / 86_400:g} d"

    def weigh(self, case: Case) -> Evidence | None:
        """Compare the age at the moment of the message."""
        born, sent = case.message.author.created_at, case.message.sent_at
        if born is None or sent is None:
            return None
        age = (in_utc(sent) - in_utc(born)).total_seconds()
        return ("author age", f"{age:.0f} s") if COMPARE[self.sign](age, self.seconds) else None


@dataclass(frozen=True, slots=True)
class CountCondition(Condition):
    """The author's strikes or the thread's heat."""

    what: str
    bounds: Bounds

    def __str__(self) -> str:
        return f"{self.what} {self.bounds}"

    def weigh(self, case: Case) -> Evidence | None:
        """Compare the count."""
        value: float = case.history.heat if self.what == "heat" else case.history.strikes
        return (self.what, f"{value:g}") if self.bounds.hold(value) else None


@dataclass(frozen=True, slots=True)
class FloodCondition(Condition):
    """More messages of the author or the thread, copies, copiers or newcomers than a limit."""

    what: str
    limit: Limit

    def __str__(self) -> str:
        return f"{self.what} > {self.limit.messages} / {self.limit.seconds} s"

    def weigh(self, case: Case) -> Evidence | None:
        """Count within the window that ends with the message."""
        count = self._count(case.history, case.message.sent_at)
        return (f"{self.what} in {self.limit.seconds} s", str(count)) if count else None

    def _count(self, history: History, sent: datetime | None) -> int:
        """Return the count when it is over the limit, else 0."""
        if self.what == "copiers":
            end = in_utc(sent) if sent else None
            authors = {
                author
                for time, author in history.copies
                if end and end - timedelta(seconds=self.limit.seconds) < in_utc(time) <= end
            }
            count = len(authors)
        else:
            told = getattr(history, self.what)
            times = [time for time, _ in told] if self.what == "copies" else told
            if len(times) <= self.limit.messages:
                return 0
            count = self.limit.count(sent, times)
        return count if count > self.limit.messages else 0


def is_slow(condition: Condition) -> bool:
    """Say whether to ask a condition last, since it counts."""
    return isinstance(condition, FloodCondition)


@dataclass(frozen=True, slots=True)
class TextCondition(Condition):
    """A term of one of the lists, and one of the patterns: what is not named is not asked."""

    lists: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"list: {', '.join(self.lists)}" if self.lists else "pattern"

    def weigh(self, case: Case) -> Evidence | None:
        """Look at what was found in the text."""
        if self.lists and case.terms.keys().isdisjoint(self.lists):
            return None
        if self.patterns and case.patterns.isdisjoint(self.patterns):
            return None
        return "text", ", ".join(name for name in self.lists if name in case.terms) or "pattern"

    def list_spans(self, case: Case) -> Sequence[Span]:
        """Return where the terms stand, and what the patterns match."""
        spans = [span for name in self.lists for span in case.terms.get(name, ())]
        for pattern in case.patterns.intersection(self.patterns):
            spans += case.finder.list_spans(pattern, case.reading)
        return spans


@dataclass(frozen=True, slots=True)
class GroupCondition(Condition):
    """Groups of conditions of which one at least must hold whole."""

    groups: tuple[tuple[Condition, ...], ...]

    def __str__(self) -> str:
        return " | ".join(" & ".join(map(str, group)) for group in self.groups)

    def weigh(self, case: Case) -> Evidence | None:
        """Return the evidence of the first group that holds."""
        for group in self.groups:
            weighed = [condition.weigh(case) for condition in group]
            told = [one for one in weighed if one]
            if len(told) == len(group):
                return told[0] if len(told) == 1 else ("any", "; ".join(map(" ".join, told)))
        return None

    def list_spans(self, case: Case) -> Sequence[Span]:
        """Return the places that the groups that hold are about."""
        return [
            span
            for group in self.groups
            if all(condition.weigh(case) for condition in group)
            for condition in group
            for span in condition.list_spans(case)
        ]
