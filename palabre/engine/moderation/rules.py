"""A charter: rules that say what becomes of a message, ready to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from palabre.engine.moderation.patterns import PatternFinder
from palabre.engine.moderation.terms import TermFinder, TermList
from palabre.engine.vocabulary import Act, Kind, Verdict


class Mode(StrEnum):
    """How seriously a rule is taken."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Limit:
    """More messages than this, within so many seconds."""

    messages: int
    seconds: int


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what makes it speak, what it asks for, and why.

    It speaks when one of `lists`, one of `patterns`, the author's limit and the thread's
    limit all hold, those that are empty left aside.
    """

    name: str
    verdict: Verdict
    texts: Mapping[str, str]
    lists: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    author: Limit | None = None
    thread: Limit | None = None
    quiet_roles: frozenset[str] = frozenset()
    quiet_kinds: frozenset[Kind] = frozenset()
    acts: tuple[Act, ...] = ()
    policy: str = ""
    mode: Mode = Mode.LIVE
    examples: tuple[Example, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Windows:
    """The longest times in seconds over which a charter counts messages, 0 for none."""

    author: int = 0
    thread: int = 0


@dataclass(frozen=True)
class Charter:
    """Tested rules with a name. `hash` is 16 hexadecimal digits drawn from the content."""

    name: str
    version: int
    hash: str
    rules: tuple[Rule, ...]
    lists: tuple[TermList, ...] = ()

    @cached_property
    def windows(self) -> Windows:
        """Return how far back history is needed to decide."""
        return Windows(
            author=max((rule.author.seconds for rule in self.rules if rule.author), default=0),
            thread=max((rule.thread.seconds for rule in self.rules if rule.thread), default=0),
        )

    @cached_property
    def working_rules(self) -> tuple[Rule, ...]:
        """Return the rules that are not off."""
        return tuple(rule for rule in self.rules if rule.mode is not Mode.OFF)

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

    def list_concerned_rules(
        self, lists: Iterable[str], patterns: Iterable[str]
    ) -> tuple[Rule, ...]:
        """Return, in order, the working rules that a text may set off, given what it holds."""
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
        return TermFinder([terms for terms in self.lists if terms.name in named])

    @cached_property
    def patterns(self) -> PatternFinder:
        """Return the finder of all patterns of working rules."""
        patterns = dict.fromkeys(text for rule in self.working_rules for text in rule.patterns)
        return PatternFinder(tuple(patterns))
