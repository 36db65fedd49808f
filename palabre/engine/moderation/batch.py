"""Moderate a stream of JSON lines, as `palabre moderate` reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

import msgspec

from palabre.engine.counters.stream import decide_within
from palabre.engine.counters.worlds import World
from palabre.engine.learning.lessons import Lessons
from palabre.engine.moderation.disguised import raise_labels
from palabre.engine.moderation.lines import (
    DECODER,
    ENCODER,
    Line,
    explain_bad_line,
    read_message,
    write_answer,
)
from palabre.engine.moderation.rules import Charter
from palabre.engine.personal_data.find import find_in_page
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import NO_DATA, Found, Signals

BATCH: Final = 256
"""Lines that are understood together."""

NO_LESSONS: Final = Lessons()
"""For who taught nothing of their own."""


@dataclass(slots=True)
class Tally:
    """How many lines were read, and how many of them could not be understood."""

    read: int = 0
    bad: int = 0


class Understander(Protocol):
    """What reads texts and returns, for each, language, labels, sentiment, intent, urgency."""

    versions: dict[str, str]

    def read(self, texts: Sequence[str], langs: Sequence[str | None]) -> Sequence[Any]:
        """Return what is understood of each text."""


def moderate_lines(
    lines: Iterable[bytes],
    charter: Charter,
    explain: bool = False,
    *,
    tally: Tally | None = None,
    understanding: Understander | None = None,
) -> Iterator[bytes]:
    """Yield one JSON line, with its end of line, for each line that is not blank, in order.

    A line that cannot be understood gives `{"line": N, "error": "..."}` and counts as bad in
    the tally. `explain` adds what the spans hold, the sentences in every language, what was
    weighed, and what rules on trial would have said. Counts are over the messages of this run
    that have a `sent_at`, per author and per thread, or per channel when the thread is not told.
    """
    moderator = Moderator(charter, explain=explain, understanding=understanding)
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        yield from moderator.answer(batch)
        if tally is not None:
            tally.read, tally.bad = moderator.tally.read, moderator.tally.bad


class Moderator:
    """Answers batches of lines, and remembers what its rules count from one to the next."""

    def __init__(
        self,
        charter: Charter,
        *,
        explain: bool = False,
        understanding: Understander | None = None,
        lessons: Lessons = NO_LESSONS,
    ) -> None:
        self.tally = Tally()
        self._charter = charter
        charter.prepare()
        self._explain = explain
        self._understanding = understanding
        self._lessons = lessons
        self._models = (understanding.versions if understanding else {}) | lessons.versions
        self._world = World(charter)
        self._number = 0

    def answer(self, batch: Sequence[bytes]) -> Iterator[bytes]:
        """Yield the answer to each line of a batch, in order."""
        read = [self._read(line) for line in batch]
        answers = iter(self._decide([line for line in read if isinstance(line, Line)]))
        for line in read:
            if isinstance(line, Line):
                yield next(answers)
            elif line is not None:
                yield line

    def _read(self, line: bytes) -> Line | bytes | None:
        """Return a line, or the answer to one that cannot be read, or None when it is blank."""
        self._number += 1
        if not line.strip():
            return None
        self.tally.read += 1
        try:
            return DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self.tally.bad += 1
            told = {"line": self._number, "error": explain_bad_line(error)}
            return bytes(ENCODER.encode(told)) + b"\n"

    def _decide(self, lines: Sequence[Line]) -> list[bytes]:
        """Return the answers to lines that could be read."""
        if not lines:
            return []
        page = Page([line.text for line in lines])
        signals = raise_labels(self._understand(lines, page), page)
        messages = [read_message(line) for line in lines]
        decisions = decide_within(self._world, messages, self._charter, signals, page)
        return [
            ENCODER.encode(write_answer(line, decision, known, self._models, explain=self._explain))
            + b"\n"
            for line, decision, known in zip(lines, decisions, signals, strict=True)
        ]

    def _understand(self, lines: Sequence[Line], page: Page) -> list[Signals]:
        """Return what is understood of each text."""
        data = find_in_page(page)
        found = [data.get(line, ()) for line in range(len(lines))]
        if self._understanding is None:
            return [Signals(personal_data=one) if one else NO_DATA for one in found]
        langs = [(line.lang or "")[:2].lower() or None for line in lines]
        understood = self._understanding.read(page.texts, langs)
        return self._lessons.lay_over(
            page.texts,
            list(map(read_signals, understood, found)),
            [one.vector for one in understood],
            deep=self._understanding.versions.get("deep", ""),
        )


def read_signals(understood: Any, personal_data: tuple[Found, ...] | None = None) -> Signals:
    """Return what was understood, as rules look at it."""
    return Signals(
        language="" if understood.lang == "und" else understood.lang,
        labels=understood.labels,
        sentiment=understood.sentiment,
        intent=understood.intent,
        urgency=understood.urgency.score,
        personal_data=personal_data,
        find_evidence=understood.evidence,
    )
