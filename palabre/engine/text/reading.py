"""A way of reading texts, with the way back to the original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from palabre.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text, or the texts of a page, each on a line.

    `starts[i]` and `ends[i]` are the code points of the original between which the
    i-th character of `text` stood. `guessed` lists the ranges of `text` that the last step
    changed, in order, and is empty for the plain reading.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    guessed: tuple[tuple[int, int], ...] = ()
    is_skeleton: bool = False
    """Whether words are reduced to their skeletons; terms must be reduced too."""

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from start to end, excluded, stood in the original."""
        return self.starts[start], self.ends[end - 1]

    def span(self, start: int, end: int) -> Span:
        """Return the place of the characters from start to end, excluded, in the original."""
        return Span(*self.locate(start, end))

    def pick(self, ranges: Iterable[tuple[int, int]]) -> Reading:
        """Return the reading of some ranges of the text alone, each on a line."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for first, last in ranges:
            pieces.append(self.text[first:last])
            starts += self.starts[first:last]
            starts.append(0)  # The end of the line: no word holds it.
            ends += self.ends[first:last]
            ends.append(0)
        return Reading("\n".join(pieces), starts[:-1], ends[:-1])
