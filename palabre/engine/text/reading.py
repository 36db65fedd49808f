"""A way of reading a text, with the way back to the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from palabre.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text.

    `starts[i]` and `ends[i]` are the code points of the original between which the
    i-th character of `text` stood. `guessed` lists the ranges of `text` that the last step
    changed, and is empty for the plain reading.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    guessed: tuple[tuple[int, int], ...] = ()
    is_skeleton: bool = False
    """Whether words are reduced to their skeletons; terms must be reduced too."""

    def span(self, start: int, end: int) -> Span:
        """Return where the characters from start to end, excluded, stood in the original."""
        return Span(self.starts[start], self.ends[end - 1])
