"""Run the tests that stand inside a charter's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from palabre.engine.moderation.decide import decide
from palabre.engine.moderation.rules import Charter, Example, Mode, Rule
from palabre.engine.vocabulary import Author, Message


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that a rule does not pass: `line` is where the test stands."""

    rule: str
    line: int
    text: str
    must_fire: bool

    def __str__(self) -> str:
        wish = "should speak of" if self.must_fire else "should be quiet on"
        return f'Line {self.line}, rule "{self.rule}": it {wish} "{self.text}".'


def check_charter(charter: Charter) -> list[Failure]:
    """Return the tests that fail, those of rules that are off too."""
    tested = replace(
        charter, rules=tuple(replace(rule, mode=Mode.LIVE, limits=None) for rule in charter.rules)
    )
    return [
        Failure(rule.name, example.line, example.text, example.must_fire)
        for rule in tested.rules
        for example in rule.examples
        if _fires(rule, example, tested) != example.must_fire
    ]


def _fires(rule: Rule, example: Example, charter: Charter) -> bool:
    """Say whether a rule speaks of an example."""
    message = example.message
    if message is None:
        author = Author(id="someone", role=example.role)
        message = Message(id="example", text=example.text, author=author, kind=example.kind)
    decision = decide(message, charter, example.history, example.signals)
    return any(reason.rule == rule.name for reason in decision.because)
