"""A charter before it is in force: what is wrong with it, and what it would change."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.check import Failure, check_charter
from palabre.engine.moderation.decide import decide
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.rules import Charter
from palabre.engine.vocabulary import Author, Decision, Message
from palabre.inbox.marks import Piece, cut
from palabre.inbox.models import Message as StoredMessage
from palabre.inbox.understanding.read import understand
from palabre.moderation import judge
from palabre.moderation.cases import load_cases
from palabre.moderation.fault_words import translate_fault
from palabre.moderation.wording import in_language, say_verdict

AROUND = 3
LATEST = 200
SAMPLE = 20
LONGEST_TRIAL = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text with its number, and whether it is the one at fault."""

    number: int
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line: `line` is 0 when the whole text is at fault."""

    line: int
    cause: str
    cure: str
    excerpt: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Examined:
    """A draft that was read: its charter, or its fault; and the tests that fail."""

    charter: Charter | None
    fault: Fault | None
    failures: Sequence[Failure] = ()

    @property
    def is_sound(self) -> bool:
        """Say whether the draft may be put in force."""
        return self.charter is not None and not self.failures


def examine(source: str) -> Examined:
    """Read a draft and run its own tests."""
    try:
        charter = load_charter(source)
    except CharterError as error:
        excerpt = _around(source, error.line)
        cause, cure = translate_fault(error.cause), translate_fault(error.cure)
        return Examined(None, Fault(error.line, cause, cure, excerpt))
    return Examined(charter, None, check_charter(charter))


def _around(source: str, line: int) -> list[Line]:
    """Return the lines around a fault, the line itself marked."""
    if not line:
        return []
    lines = source.splitlines()
    first = max(1, line - AROUND)
    return [
        Line(number, lines[number - 1], "fault" if number == line else "")
        for number in range(first, min(len(lines), line + AROUND) + 1)
    ]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one rule would say of a text."""

    rule: str
    text: str
    policy: str
    is_on_trial: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be decided on a text, with the words that rules looked at."""

    verdict: str
    words: str
    pieces: Sequence[Piece]
    because: Sequence[Spoken]


def try_text(workspace: int, text: str, charter: Charter) -> Trial:
    """Return what a charter would decide on a text by a visitor who wrote nothing else."""
    text = text[:LONGEST_TRIAL]
    signals = understand(workspace, [text], depth="fast")[0].signals
    message = Message(id="trial", text=text, author=Author(id="visitor"))
    decision = decide(message, charter, signals=signals)
    return _trial(text, decision)


def _trial(text: str, decision: Decision) -> Trial:
    spans = [[span.start, span.end] for reason in decision.because for span in reason.spans]
    because = [
        Spoken(one.rule, in_language(dict(one.texts)) or one.text, one.policy, one.shadow)
        for one in decision.because
    ]
    return Trial(decision.verdict.value, say_verdict(decision), cut(text, spans), because)


@dataclass(frozen=True, slots=True)
class Change:
    """A real message on which a draft would decide otherwise."""

    thread: int
    author: str
    before: Trial
    after: Trial


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a draft would change on the latest messages."""

    read: int
    changed: int
    counts: Sequence[tuple[str, str, int]]
    sample: Sequence[Change]


def rehearse(workspace: int, draft: Charter, *, in_force: Charter) -> Rehearsal:
    """Decide on the latest 200 messages by both charters, write nothing, return what differs.

    Messages on which a person decided are left out: no charter changes those.
    """
    latest = StoredMessage.objects.filter(workspace_id=workspace, direction="in")
    ids = list(latest.order_by("-id").values_list("pk", flat=True)[:LATEST])
    cases = load_cases(workspace, ids, lock=False)
    before = judge.decide_cases(workspace, cases, in_force)
    after = judge.decide_cases(workspace, cases, draft)
    changes = [
        Change(
            case.thread,
            case.message.author.name,
            _trial(case.message.text, old),
            _trial(case.message.text, new),
        )
        for case, old, new in zip(cases, before, after, strict=True)
        if old.verdict != new.verdict
    ]
    counted = Counter((one.before.words, one.after.words) for one in changes)
    counts = [(old, new, count) for (old, new), count in counted.most_common()]
    return Rehearsal(len(cases), len(changes), counts, list(reversed(changes))[:SAMPLE])


def list_differences(before: str, after: str) -> list[Line]:
    """Return the lines that differ with some around them; the number is the later text's."""
    lines: list[Line] = []
    number = 0
    for raw in difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""):
        if raw.startswith(("---", "+++")) and not lines:
            continue
        if raw.startswith("@@"):
            number = int(raw.split("+")[1].split(",")[0].split(" ")[0]) - 1
            lines.append(Line(0, "", "gap"))
            continue
        kind = {"+": "added", "-": "removed"}.get(raw[0], "")
        number += kind != "removed"
        lines.append(Line(0 if kind == "removed" else number, raw[1:], kind))
    return lines
