"""Replace every character of a long text in one step, by a table of all code points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]

UNEVEN: Final = np.uint32(0x11_0001)
"""Stands for a character that becomes none, or several."""

_UNKNOWN: Final = np.uint32(0x11_0000)


class CodeTable:
    """What each character becomes, worked out when it is first met."""

    def __init__(self, replace: Callable[[str], str]) -> None:
        self._replace = replace
        self._table: Codes = np.full(0x11_0000, _UNKNOWN, dtype=np.uint32)

    def look_up(self, codes: Codes) -> Codes:
        """Return what each character becomes, or `UNEVEN` when that is not one character."""
        found: Codes = self._table.take(codes)
        unknown = found == _UNKNOWN
        if unknown.any():
            for code in np.unique(codes[unknown]).tolist():
                piece = self._replace(chr(code))
                self._table[code] = ord(piece) if len(piece) == 1 else UNEVEN
            found = self._table.take(codes)
        return found


def to_codes(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def to_text(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
