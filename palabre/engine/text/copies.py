"""Tell copies of a text from other texts, whatever is done to hide that they are copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from palabre.engine.text.skeleton import LETTERS
from palabre.engine.text.tables import UNEVEN, CodeTable, to_codes, to_text

_ENOUGH: Final = 160
"""Characters of a text that tell whether it is a copy."""


def _bare(character: str) -> str:
    """Return the letter or digit that a character stands for; nothing for other signs."""
    if character == "\n":
        return character
    letter = LETTERS.get(ord(character), character)
    return letter if letter.isalnum() else ""


_BARE: Final = CodeTable(_bare)


def list_copy_keys(lines: Sequence[str]) -> list[str]:
    """Return, for each plain line, what it shares with its copies.

    What may differ between copies goes: signs, emoji, spaces, and the numbers that floods add
    at the end. The beginning of a text is enough.
    """
    tails = [line[:_ENOUGH].rstrip("0123456789 .!?-#") for line in lines]
    bare = _BARE.look_up(to_codes("\n".join(tails)))
    return to_text(bare[bare != UNEVEN]).split("\n")
