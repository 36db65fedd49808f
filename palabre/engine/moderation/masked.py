"""Guess the words that stars and other signs hide: p*te, c**nard, f***er, f#ck, f_ck."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_MASKED: Final = re.compile(
    r"(?<![^\W_])[^\W\d_]{1,20}(?:[*#%]{1,20}[^\W\d_]{1,20}){1,3}(?![^\W_*])"
    r"|(?<![\w*.\-])[^\W\d_]{1,20}[_.\-][^\W\d_]{1,20}(?![\w*.\-])"
)
SIGNS: Final = frozenset("*#%_.-")
_MOST_WORDS: Final = 50
"""Masked words looked at in one text: a bound on the work."""


class MaskedWords:
    """Known words by their length, first and last letter."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[tuple[int, str, str], list[str]] = {}
        for word in words:
            if len(word) > 2 and word.isalpha():
                self._words.setdefault((len(word), word[0], word[-1]), []).append(word)

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the known words that masked words of a text may stand for, and where.

        A masked word shows its first and last letters, and signs stand for one letter each.
        """
        for count, match in enumerate(_MASKED.finditer(text)):
            if count == _MOST_WORDS:
                return
            masked = match[0]
            if len(masked) < 4 and "*" not in masked:
                continue
            for word in self._words.get((len(masked), masked[0], masked[-1]), ()):
                if all(
                    shown == letter or shown in SIGNS
                    for shown, letter in zip(masked, word, strict=True)
                ):
                    yield word, match.start(), match.end()
