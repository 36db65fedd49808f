"""The parts of a rule that hold values only: modes, examples, measures, windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from palabre.engine.vocabulary import History, Kind, Measure, Message, Signals


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
class Windows:
    """The longest times in seconds over which a charter counts messages, 0 for none."""

    author: int = 0
    thread: int = 0
    copies: int = 0
    newcomers: int = 0
