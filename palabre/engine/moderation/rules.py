"""A charter: rules that say what becomes of a message, ready to decide."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from palabre.engine.moderation.cases import Case, Condition, Limit
from palabre.engine.moderation.conditions import (
    DataCondition,
    FloodCondition,
    GroupCondition,
    TextCondition,
)
from palabre.engine.moderation.patterns import PatternFinder
from palabre.engine.moderation.terms import TermFinder, TermList
from palabre.engine.vocabulary import (
    Act,
    Decision,
    History,
    Kind,
    Measure,
    Message,
    Signals,
    Verdict,
)

__all__ = ["Charter", "Example", "Limit", "Mode", "Plan", "Rule", "Windows"]


class Mode(StrEnum):
    """How seriously a rule is taken."""

    OFF = "off"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Example:
    """A test inside a rule: a message, and whether the rule must speak of it."""

    text: str
    must_fire: bool
    author_messages: int = 1
    thread_messages: int = 1
    role: str = "visitor"
    kind: Kind = Kind.COMMENT
    line: int = 0
    message: Message | None = None
    """The message with all that is said of it; what follows goes with it."""
    history: History = field(default_factory=History)
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Plan:
    """A measure that a rule asks for. `ladder` holds its lengths, one more step per strike.

    A step of 0 seconds has no end.
    """

    kind: str
    name: str = ""
    amount: int = 0
    ladder: tuple[int, ...] = ()
    expires: int = 0

    def take(self, rule: str, strikes: int) -> Measure:
        """Return the measure for an author with so many strikes."""
        seconds = self.ladder[min(strikes, len(self.ladder) - 1)] if self.ladder else 0
        return Measure(self.kind, rule, self.name, self.amount, seconds, self.expires)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what makes it speak, what it asks for, and why.

    It speaks when one of `lists`, one of `patterns`, the author's limit, the thread's limit
    and all of `conditions` hold, those that are empty left aside, unless one of `quiet` does.
    """

    name: str
    verdict: Verdict
    texts: Mapping[str, str]
    lists: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    author: Limit | None = None
    thread: Limit | None = None
    conditions: tuple[Condition, ...] = ()
    quiet: tuple[Condition, ...] = ()
    quiet_roles: frozenset[str] = frozenset()
    quiet_kinds: frozenset[Kind] = frozenset()
    acts: tuple[Act, ...] = ()
    plans: tuple[Plan, ...] = ()
    limits: Limit | None = None
    policy: str = ""
    mode: Mode = Mode.LIVE
    share: int = 100
    """The hundredth parts of messages on which a canary acts."""
    version: str = ""
    examples: tuple[Example, ...] = ()
    line: int = 0

    def list_conditions(self) -> Iterator[Condition]:
        """Yield every condition, those inside groups too."""
        yield from _walk((*self.conditions, *self.quiet))

    def weigh(self, case: Case) -> tuple[tuple[str, str], ...] | None:
        """Return what was weighed when the rule speaks, else None."""
        message, history = case.message, case.history
        if self.lists and case.terms.keys().isdisjoint(self.lists):
            return None
        if self.patterns and case.patterns.isdisjoint(self.patterns):
            return None
        evidence = []
        for what, limit, times in (
            ("author", self.author, history.author),
            ("thread", self.thread, history.thread),
        ):
            if limit:
                if not limit.is_over(message.sent_at, times):
                    return None
                count = limit.count(message.sent_at, times)
                evidence.append((f"{what} in {limit.seconds} s", str(count)))
        for condition in self.conditions:
            weighed = condition.weigh(case)
            if weighed is None:
                return None
            evidence.append(weighed)
        return None if self._is_kept_quiet(case) else tuple(evidence)

    def _is_kept_quiet(self, case: Case) -> bool:
        message = case.message
        if message.author.role in self.quiet_roles or message.kind in self.quiet_kinds:
            return True
        return any(condition.weigh(case) for condition in self.quiet)

    def acts_on(self, message: Message) -> bool:
        """Say whether the rule does what it says: on trial it does not, a canary on its share."""
        if self.mode is Mode.CANARY:
            return zlib.crc32(f"{self.name} {message.id}".encode()) % 100 < self.share
        return self.mode is Mode.LIVE


def _walk(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if isinstance(condition, GroupCondition):
            for group in condition.groups:
                yield from _walk(group)


@dataclass(frozen=True, slots=True)
class Windows:
    """The longest times in seconds over which a charter counts messages, 0 for none."""

    author: int = 0
    thread: int = 0
    copies: int = 0
    newcomers: int = 0


@dataclass(frozen=True)
class Charter:
    """Tested rules with a name. `hash` is 16 hexadecimal digits drawn from the content."""

    name: str
    version: int
    hash: str
    rules: tuple[Rule, ...]
    lists: tuple[TermList, ...] = ()

    @cached_property
    def allowed(self) -> Decision:
        """Return the decision on a message of which no rule speaks."""
        return Decision(Verdict.ALLOW, (), (), self.hash)

    @cached_property
    def windows(self) -> Windows:
        """Return how far back history is needed to decide."""
        longest = {"author": 0, "thread": 0, "copies": 0, "newcomers": 0}
        for what, limit in self._list_limits():
            longest[what] = max(longest[what], limit.seconds)
        return Windows(**longest)

    @cached_property
    def most(self) -> Mapping[str, int]:
        """Return the largest number counted of each kind: how much history is enough."""
        most = {"author": 0, "thread": 0, "copies": 0, "newcomers": 0}
        for what, limit in self._list_limits():
            most[what] = max(most[what], limit.messages)
        return most

    def _list_limits(self) -> Iterator[tuple[str, Limit]]:
        for rule in self.rules:
            if rule.author:
                yield "author", rule.author
            if rule.thread:
                yield "thread", rule.thread
            for one in rule.list_conditions():
                if isinstance(one, FloodCondition):
                    yield "copies" if one.what == "copiers" else one.what, one.limit

    @cached_property
    def working_rules(self) -> tuple[Rule, ...]:
        """Return the rules that are not off."""
        return tuple(rule for rule in self.rules if rule.mode is not Mode.OFF)

    @cached_property
    def looks_for_personal_data(self) -> bool:
        """Say whether a working rule asks for personal data."""
        found = (one for rule in self.working_rules for one in rule.list_conditions())
        return any(isinstance(one, DataCondition) for one in found)

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The places of working rules by the list, else the pattern, that may set them off."""
        places: dict[tuple[str, str], list[int]] = {}
        for place, rule in enumerate(self.working_rules):
            triggers = [("list", name) for name in rule.lists]
            triggers = triggers or [("pattern", pattern) for pattern in rule.patterns]
            for trigger in triggers or [("", "")]:
                places.setdefault(trigger, []).append(place)
        return {trigger: tuple(found) for trigger, found in places.items()}

    @cached_property
    def _always(self) -> tuple[Rule, ...]:
        """The working rules that no list and no pattern sets off."""
        return tuple(self.working_rules[place] for place in self._places.get(("", ""), ()))

    @cached_property
    def _always_alone(self) -> tuple[Rule, ...]:
        """Those of them that may speak of a message whose author and thread wrote nothing else."""
        return tuple(rule for rule in self._always if not (rule.author or rule.thread))

    def list_concerned_rules(
        self, lists: Iterable[str], patterns: Iterable[str], *, is_alone: bool = False
    ) -> tuple[Rule, ...]:
        """Return, in order, the working rules that a text may set off, given what it holds."""
        if not lists and not patterns:
            return self._always_alone if is_alone else self._always
        places = set(self._places.get(("", ""), ()))
        for name in lists:
            places.update(self._places.get(("list", name), ()))
        for pattern in patterns:
            places.update(self._places.get(("pattern", pattern), ()))
        return tuple(self.working_rules[place] for place in sorted(places))

    @cached_property
    def terms(self) -> TermFinder:
        """Return the finder of all terms that working rules name."""
        named = {name for rule in self.working_rules for name in rule.lists}
        named.update(name for one in self._list_texts() for name in one.lists)
        return TermFinder([terms for terms in self.lists if terms.name in named])

    @cached_property
    def patterns(self) -> PatternFinder:
        """Return the finder of all patterns of working rules."""
        patterns = dict.fromkeys(text for rule in self.working_rules for text in rule.patterns)
        patterns |= dict.fromkeys(text for one in self._list_texts() for text in one.patterns)
        return PatternFinder(tuple(patterns))

    def _list_texts(self) -> list[TextCondition]:
        found = (one for rule in self.working_rules for one in rule.list_conditions())
        return [one for one in found if isinstance(one, TextCondition)]
