"""Read a text without its case, accents, odd widths and invisible characters."""

from __future__ import annotations

from palabre.engine.text.characters import FOLDED
from palabre.engine.text.reading import Reading


def read_plainly(text: str) -> Reading:
    """Return one short text without case, accents, odd widths and invisible characters.

    A page reads many, or long ones, faster.
    """
    if text.isascii() and "`" not in text:
        lowered = text.lower()
        if lowered.isprintable():
            return Reading(lowered, range(len(text)), range(1, len(text) + 1))
    pieces = [FOLDED[character] for character in text]
    starts = [place for place, piece in enumerate(pieces) for _ in piece]
    return Reading("".join(pieces), starts, [start + 1 for start in starts])
