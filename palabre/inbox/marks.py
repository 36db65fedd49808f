"""The words of a text that a rule looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; the marked ones are what a rule looked at or a search found.

    A hint is what the models looked at: it is marked while their reasons are open.
    """

    text: str
    is_marked: bool
    is_found: bool = False
    is_hint: bool = False


def cut(
    text: str,
    spans: Sequence[Sequence[int]],
    found: Sequence[Sequence[int]] = (),
    hints: Sequence[Sequence[int]] = (),
) -> list[Piece]:
    """Cut a text at spans of code points, the end excluded; overlapping spans join.

    A rule's span hides what was found under it, and either hides a hint.
    """
    pieces: list[Piece] = []
    at = 0
    marks = [
        (int(one[0]), int(one[1]), kind)
        for kind, those in enumerate((spans, found, hints))
        for one in those
        if len(one) == 2
    ]
    for first, last, kind in sorted(marks):
        start, end = max(first, at), min(last, len(text))
        if end <= start:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], is_marked=False))
        words = text[start:end]
        pieces.append(Piece(words, is_marked=kind < 2, is_found=kind == 1, is_hint=kind == 2))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:], is_marked=False))
    return pieces
