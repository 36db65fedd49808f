"""Guess the words that stars and other signs hide: p*te, c**nard, f***er, f#ck, f_ck."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

_MASKED: Final = re.compile(
    r"(?<![^\W_])[^\W\d_]{1,20}(?:[*#%]{1,20}[^\W\d_]{1,20}){1,3}(?![^\W_*])"
    r"|(?<![\w*.\-])[^\W\d_]{1,20}[_.\-][^\W\d_]{1,20}(?![\w*.\-])"
)
SIGNS: Final = frozenset("*#%_.-")
_BEFORE_SIGN: Final = re.compile(r"[^*#%_.\-]+")
_MOST_WORDS: Final = 50
"""Masked words looked at in one text: a bound on the work."""


class MaskedWords:
    """Known words by their length and last letter, in order."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[tuple[int, str], list[str]] = {}
        for word in sorted(words):
            if len(word) > 2 and word.isalpha():
                self._words.setdefault((len(word), word[-1]), []).append(word)

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the known words that masked words of some lines may stand for, and where.

        A masked word shows its first and last letters, and signs stand for one letter each.
        """
        first = 0
        for line in text.split("\n"):
            for match in islice(_MASKED.finditer(line), _MOST_WORDS):
                masked = match[0]
                if len(masked) < 4 and "*" not in masked:
                    continue
                for word in self._list_words(masked):
                    yield word, first + match.start(), first + match.end()
            first += len(line) + 1

    def _list_words(self, masked: str) -> Iterator[str]:
        """Yield the words that show the letters that are seen."""
        words = self._words.get((len(masked), masked[-1]), [])
        shown = _BEFORE_SIGN.match(masked)
        head = shown[0] if shown else ""
        for word in islice(words, bisect_left(words, head), None):
            if not word.startswith(head):
                return
            if all(one == letter or one in SIGNS for one, letter in zip(masked, word, strict=True)):
                yield word
