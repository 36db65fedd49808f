"""A charter: rules that say what becomes of a message, ready to decide."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import gt

from palabre.engine.moderation.cases import Case, Condition, Limit
from palabre.engine.moderation.conditions import (
    DataCondition,
    FloodCondition,
    GroupCondition,
    IntentCondition,
    ScoreCondition,
    TextCondition,
)
from palabre.engine.moderation.parts import Example, Mode, Plan, Windows
from palabre.engine.moderation.patterns import PatternFinder
from palabre.engine.moderation.terms import TermFinder, TermList
from palabre.engine.vocabulary import (
    Act,
    Decision,
    Found,
    History,
    Kind,
    Message,
    Signals,
    Verdict,
)

__all__ = ["Charter", "Example", "Limit", "Mode", "Plan", "Rule", "Windows"]


_NEEDS = ("author", "thread", "copies", "newcomers", "labels", "intent", "data")


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

    def list_needs(self) -> frozenset[str]:
        """Return what must be known of a message for the rule to speak of it."""
        needs = {what for what in ("author", "thread") if getattr(self, what)}
        for one in self.conditions:
            if isinstance(one, FloodCondition):
                needs.add("copies" if one.what == "copiers" else one.what)
            elif isinstance(one, (ScoreCondition, IntentCondition)):
                needs.add("intent" if one.what == "intent" else "labels")
            elif isinstance(one, DataCondition):
                needs.add("data")
        return frozenset(needs)

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


class _Ready:
    """A rule, and what is quickly known of the messages that it may speak of."""

    __slots__ = ("floors", "needs", "rule", "urgency")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.needs = rule.list_needs()
        scores = [one for one in rule.conditions if isinstance(one, ScoreCondition)]
        high = [one for one in scores if ">" in one.bounds.sign]
        self.floors = [(one.name, one.bounds.value) for one in high if one.what == "label"]
        """The least that labels must be."""
        urgencies = [one.bounds.value for one in high if one.what == "urgency"]
        self.urgency = max(urgencies, default=0.0)


def _walk(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if isinstance(condition, GroupCondition):
            for group in condition.groups:
                yield from _walk(group)


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

    @cached_property
    def least(self) -> Mapping[str, int]:
        """Return the smallest limit of each kind: no rule of limits speaks of fewer."""
        least: dict[str, int] = {}
        for what, limit in self._list_limits():
            least[what] = min(least.get(what, limit.messages), limit.messages)
        return {what: least.get(what, 0) for what in self.most}

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

    def prepare(self) -> None:
        """Build all that deciding needs, so that the first messages do not wait for it."""
        self.terms.prepare()
        self.patterns.prepare()

    @cached_property
    def plan_kinds(self) -> frozenset[str]:
        """Return the kinds of what working rules ask for beside acts on the message."""
        return frozenset(plan.kind for rule in self.working_rules for plan in rule.plans)

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
    def _always(self) -> tuple[_Ready, ...]:
        """The working rules that no list and no pattern sets off."""
        places = self._places.get(("", ""), ())
        return tuple(_Ready(self.working_rules[place]) for place in places)

    @cached_property
    def _able(self) -> dict[tuple[bool, ...], tuple[_Ready, ...]]:
        """Which of them may speak, by what is known of a message: worked out once each."""
        return {}

    def list_able_rules(
        self, history: History, signals: Signals, found: tuple[Found, ...]
    ) -> list[Rule]:
        """Return the working rules that may speak of any text, given what is known beside it."""
        counts = (history.author, history.thread, history.copies, history.newcomers)
        known = (
            *map(gt, map(len, counts), self.least.values()),
            bool(signals.labels), bool(signals.intent), bool(found),
        )  # fmt: skip
        able = self._able.get(known)
        if able is None:
            lacking = {need for need, has in zip(_NEEDS, known, strict=True) if not has}
            able = tuple(one for one in self._always if lacking.isdisjoint(one.needs))
            self._able[known] = able
        labels, urgency = signals.labels, signals.urgency or 0.0
        rules = []
        for one in able:
            if urgency < one.urgency:
                continue
            for name, least in one.floors:
                if labels.get(name, -1.0) < least:
                    break
            else:
                rules.append(one.rule)
        return rules

    @cached_property
    def speaks_of_anything(self) -> bool:
        """Say whether a rule may speak of a message of which nothing is known but its text."""
        return any(one.needs.isdisjoint(_NEEDS) for one in self._always)

    def list_concerned_rules(self, lists: Iterable[str], patterns: Iterable[str]) -> list[Rule]:
        """Return, in order, the working rules that a text may set off, given what it holds."""
        places = set(self._places.get(("", ""), ()))
        for name in lists:
            places.update(self._places.get(("list", name), ()))
        for pattern in patterns:
            places.update(self._places.get(("pattern", pattern), ()))
        return [self.working_rules[place] for place in sorted(places)]

    @cached_property
    def terms(self) -> TermFinder:
        """Return the finder of all terms that working rules name."""
        named = {name for rule in self.working_rules for name in rule.lists}
        named.update(name for one in self._list_texts() for name in one.lists)
        return TermFinder([terms for terms in self.lists if terms.name in named])

    @cached_property
    def patterns(self) -> PatternFinder:
        """Return the finder of all patterns of working rules."""
        rules = self.working_rules
        inner = [text for one in self._list_texts() for text in one.patterns]
        leading = [text for rule in rules if not rule.lists for text in rule.patterns]
        leading = list(dict.fromkeys(leading + inner))
        beside = [text for rule in rules if rule.lists for text in rule.patterns]
        return PatternFinder(leading, [text for text in beside if text not in leading])

    def _list_texts(self) -> list[TextCondition]:
        found = (one for rule in self.working_rules for one in rule.list_conditions())
        return [one for one in found if isinstance(one, TextCondition)]
