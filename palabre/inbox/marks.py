"""The words of a text that a rule looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; the marked ones are what a rule looked at or a search found."""

    text: str
    is_marked: bool
    is_found: bool = False


def cut(
    text: str, spans: Sequence[Sequence[int]], found: Sequence[Sequence[int]] = ()
) -> list[Piece]:
    """Cut a text at spans of code points, the end excluded; overlapping spans join.

    A rule's span hides what was found under it: both are marked, as one.
    """
    pieces: list[Piece] = []
    at = 0
    marks = [(int(one[0]), int(one[1]), False) for one in spans if len(one) == 2]
    marks += [(int(one[0]), int(one[1]), True) for one in found]
    for first, last, is_found in sorted(marks):
        start, end = max(first, at), min(last, len(text))
        if end <= start:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], is_marked=False))
        pieces.append(Piece(text[start:end], is_marked=True, is_found=is_found))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:], is_marked=False))
    return pieces
