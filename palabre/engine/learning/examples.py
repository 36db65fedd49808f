"""Read the examples of intents that a person wrote in a spreadsheet, as `text,intent`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NONE: Final = "none"
"""The intent of what is out of scope."""

LEAST: Final = 10
"""How many different examples each intent needs; what is out of scope needs none."""
MOST_EXAMPLES: Final = 50_000
MOST_INTENTS: Final = 500
LONGEST_TEXT: Final = 5_000
LONGEST_NAME: Final = 80
MOST_FAULTS: Final = 20

_NAMES: Final = {
    "text": ("text", "texte", "message"),
    "intent": ("intent", "intention", "label"),
}
_OUT_OF_SCOPE: Final = frozenset({"none", "oos", "out_of_scope", "aucune", "hors_sujet"})
_SEPARATORS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Example:
    """A text that somebody may write, and what they want by it."""

    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a code, the line where it stands (0 for the whole), and what it is about."""

    what: str
    line: int = 0
    about: str = ""
    other: str = ""

    def __str__(self) -> str:
        sentence = _SENTENCES[self.what].format(about=self.about, other=self.other)
        return f"Line {self.line}: {sentence}" if self.line else sentence


_SENTENCES: Final = {
    "encoding": "This is not a text in UTF-8: save it again as “CSV UTF-8”.",
    "empty": "There is no example: write a first line “text,intent”, then a line for each example.",
    "header": "The first line must name the columns “text” and “intent”; it says “{about}”.",
    "no_text": "the text is empty.",
    "no_intent": "the intent is empty.",
    "long_text": "the text has more than {about} characters.",
    "long_name": "the name of the intent has more than {about} characters.",
    "broken": "the line cannot be read as CSV: {about}.",
    "few": "“{about}” has {other} different examples; it needs 10.",
    "no_intents": "Every example is out of scope: at least one intent is needed.",
    "many": "There are more than {about} examples or {other} intents.",
    "repeated": "the same as line {other}: counted once.",
    "torn": "the same text as line {other}, which says “{about}”: this one is left out.",
}


class ExamplesError(Exception):
    """The examples cannot be used. `faults` say why, each with its line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples that can be learned from, and what was left out of them."""

    examples: tuple[Example, ...]
    notes: tuple[Fault, ...]

    @property
    def intents(self) -> tuple[str, ...]:
        """Return the names of the intents, what is out of scope aside, by the alphabet."""
        return tuple(sorted({one.intent for one in self.examples} - {NONE}))


def read_examples(content: bytes) -> Examples:
    """Return the examples of a CSV; raise `ExamplesError` with every fault found."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise ExamplesError([Fault("encoding", line)]) from problem
    faults: list[Fault] = []
    read = _Read()
    for line, found in _list_rows(text):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            read.add(line, found)
        if len(faults) == MOST_FAULTS:
            break
    faults = faults or _check(read)
    if faults:
        raise ExamplesError(faults)
    return Examples(tuple(read.examples), tuple(read.notes))


class _Read:
    """What was read so far; each text once."""

    def __init__(self) -> None:
        self.examples: list[Example] = []
        self.notes: list[Fault] = []
        self._seen: dict[str, tuple[int, str]] = {}

    def add(self, line: int, example: Example) -> None:
        key = " ".join(example.text.casefold().split())
        if key not in self._seen:
            self._seen[key] = (line, example.intent)
            self.examples.append(example)
            return
        before, intent = self._seen[key]
        what = "repeated" if intent == example.intent else "torn"
        self.notes.append(Fault(what, line, intent, str(before)))


def _check(read: _Read) -> list[Fault]:
    """Return why these examples are too few or too many."""
    if not read.examples:
        return [Fault("empty")]
    counts = Counter(one.intent for one in read.examples)
    counts.pop(NONE, None)
    if not counts:
        return [Fault("no_intents")]
    if len(read.examples) > MOST_EXAMPLES or len(counts) > MOST_INTENTS:
        return [Fault("many", 0, str(MOST_EXAMPLES), str(MOST_INTENTS))]
    few = [(name, count) for name, count in sorted(counts.items()) if count < LEAST]
    return [Fault("few", 0, name, str(count)) for name, count in few[:MOST_FAULTS]]


def _list_rows(text: str) -> Iterator[tuple[int, Example | Fault]]:
    """Yield each example, or what is wrong with it, with its line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        return
    separator = max(_SEPARATORS, key=lambda sign: len(_find_columns(_split(first, sign))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: dict[str, int] = {}
    line = 0
    try:
        for row in reader:
            begun, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = _find_columns(row)
                if len(columns) < len(_NAMES):
                    yield begun, Fault("header", begun, first[:80])
                    return
                continue
            yield begun, _read_row(row, columns, begun)
    except csv.Error as problem:
        yield line + 1, Fault("broken", line + 1, str(problem))


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _find_columns(names: Sequence[str]) -> dict[str, int]:
    """Return the place of each column, in whatever case its name is written."""
    plain = [name.strip().casefold() for name in names]
    found: dict[str, int] = {}
    for column, known in _NAMES.items():
        place = next((plain.index(name) for name in known if name in plain), None)
        if place is not None:
            found[column] = place
    return found


def _read_row(row: Sequence[str], columns: dict[str, int], line: int) -> Example | Fault:
    cells = {
        name: row[place].replace("\0", "").strip() if place < len(row) else ""
        for name, place in columns.items()
    }
    text, intent = cells["text"], " ".join(cells["intent"].split())
    if not text or not intent:
        return Fault("no_intent" if text else "no_text", line)
    if len(text) > LONGEST_TEXT:
        return Fault("long_text", line, str(LONGEST_TEXT))
    if len(intent) > LONGEST_NAME:
        return Fault("long_name", line, str(LONGEST_NAME))
    is_outside = intent.casefold().replace(" ", "_") in _OUT_OF_SCOPE
    return Example(text, NONE if is_outside else intent)
