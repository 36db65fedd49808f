"""Cut a text into the pieces that the deep model knows, the likeliest way.

Pieces have a chance each (a unigram model, Kudo 2018, arXiv:1804.10959): of all ways to cut a
word, the one whose pieces are likeliest together wins. A piece never crosses a space, so that a
word is cut once and remembered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

SPACE: Final = "\u2581"
"""What stands for the space before a word, in the pieces."""

_REMEMBERED: Final = 50_000
_LONGEST_WORD: Final = 100
_UNLIKELY: Final = 10.0
"""How much less likely than the worst piece a letter is which no piece holds."""


class Cutter:
    """The pieces with their log-chances; a piece's number is its place.

    The first three are the beginning of a text, its end, and what is not known.
    """

    BEGIN: Final = 0
    END: Final = 1
    UNKNOWN: Final = 2

    def __init__(self, pieces: Sequence[str], chances: Sequence[float]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces) if number > 2}
        self._chances = [float(chance) for chance in chances]
        self._longest = max(map(len, pieces))
        self._worst = min(self._chances) - _UNLIKELY
        self._cut_word = lru_cache(maxsize=_REMEMBERED)(self._cut_word_anew)

    def cut(self, text: str, most: int) -> list[int]:
        """Return the numbers of a text's pieces, between beginning and end, `most` in all."""
        numbers = [self.BEGIN]
        for word in unicodedata.normalize("NFKC", text).split():
            numbers += self._cut_word(word[:_LONGEST_WORD])
            if len(numbers) >= most:
                break
        return [*numbers[: most - 1], self.END]

    def _cut_word_anew(self, word: str) -> tuple[int, ...]:
        letters = SPACE + word
        best = [0.0] + [-1e30] * len(letters)
        back = [(self.UNKNOWN, 0)] * (len(letters) + 1)
        for start in range(len(letters)):
            so_far = best[start]
            if so_far + self._worst > best[start + 1]:
                best[start + 1], back[start + 1] = so_far + self._worst, (self.UNKNOWN, start)
            for end in range(start + 1, min(len(letters), start + self._longest) + 1):
                number = self._numbers.get(letters[start:end])
                if number is not None and so_far + self._chances[number] > best[end]:
                    best[end], back[end] = so_far + self._chances[number], (number, start)
        numbers, place = [], len(letters)
        while place > 0:
            number, place = back[place]
            numbers.append(number)
        return tuple(numbers[::-1])
