"""The words of a text that a rule looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; the marked ones are what a rule looked at."""

    text: str
    is_marked: bool


def cut(text: str, spans: Sequence[Sequence[int]]) -> list[Piece]:
    """Cut a text at spans of code points, the end excluded; overlapping spans join."""
    pieces: list[Piece] = []
    at = 0
    for first, last in sorted((int(one[0]), int(one[1])) for one in spans if len(one) == 2):
        start, end = max(first, at), min(last, len(text))
        if end <= start:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], is_marked=False))
        pieces.append(Piece(text[start:end], is_marked=True))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:], is_marked=False))
    return pieces
