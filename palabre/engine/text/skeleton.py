"""The skeleton of a text: what is left of its words once every disguise is taken off.

A skeleton confuses on purpose: l and i are one letter, runs of a letter are one letter, digits
and signs stand for letters, signs inside a word are nothing. It is compared with the skeletons
of known terms, whole words only, and only words that are written oddly count. So an ordinary
word never becomes a term by its skeleton alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, overload

from palabre.engine.text.characters import LOOK_ALIKES
from palabre.engine.text.reading import Reading

_SIGNS: Final = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b",
    "9": "g", "@": "a", "$": "s", "€": "e", "£": "i", "!": "i", "|": "i", "¡": "i", "¦": "i",
    "+": "t", "(": "c", "<": "c", "¢": "c", "©": "c", "®": "r", "¥": "y", "§": "s", "µ": "u",
    "l": "i",
}  # fmt: skip
LETTERS: Final = {ord(sign): letter for sign, letter in _SIGNS.items()} | {
    code: _SIGNS.get(chr(letter), chr(letter)) for code, letter in LOOK_ALIKES.items()
}
"""What each letter, digit or sign may stand for in a word."""

_CHUNK: Final = re.compile(r"[^\s'\"«»“”]+")
_SPACED: Final = re.compile(
    r"(?<![^\W_])[^\W_](?:[ .\-_*·,/|~+]{1,3}[^\W_]){2,}(?![^\W_])|"
    r"(?<![^\W_])(?:[^\W_]|[@$€])(?:[ ](?:[^\W_]|[@$€!|])){2,}(?![^\W_])"
)
_SPACE: Final = re.compile(r"\s")
_RUN: Final = re.compile(r"([a-z])\1+")
_LATIN: Final = re.compile(r"[a-z]")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_ADDRESS: Final = re.compile(r"://|^www\.|@[\w-]+\.\w|\w\.(?:com|net|org|fr|be|io|tv|gg|me)(?:/|$)")
_MEASURE: Final = re.compile(
    r"[+\-]?\d[\d.,:/h+\-]*[a-z€$£%°]{0,3}|[€$£]\d[\d.,]*[a-z]?|[a-z]{3,}\d*[1269]\d{0,3}"
)
_APART: Final = str.maketrans("|+", "\x00\x00")
_LEFT_EDGE: Final = "#\"'([{<«*_~-.,;:?¿/\\=^>"
_RIGHT_EDGE: Final = "\"')]}>»*_~-.,;:?!…/\\=^<"
_LONGEST: Final = 400
"""Characters of a chunk beyond which it is not a word, however stretched."""

_FEWEST: Final = 4
"""Letters that an odd word needs, unless it is only stretched."""

_Piece = tuple[str, int, str]
"""A bare word, where it begins in the plain reading, and the word there."""


def get_term_skeleton(term: str) -> str:
    """Return the skeleton of a folded term: its words with a space between."""
    words = (_bare(chunk)[0] for chunk in _CHUNK.findall(term.replace("-", " ").replace("_", " ")))
    return " ".join(filter(None, words))


def get_term_runs(term: str) -> tuple[int, ...]:
    """Return how often each letter of a term's skeleton stands in a row, none if all stand once."""
    runs: list[int] = []
    for chunk in _CHUNK.findall(term.replace("-", " ").replace("_", " ")):
        runs += [last - first + 1 for first, last in _bare(chunk)[1]]
        runs.append(1)
    return tuple(runs[:-1]) if max(runs, default=1) > 1 else ()


def read_skeletons(plain: Reading, lines: Iterable[tuple[int, int]]) -> Reading | None:
    """Return the skeletons of some lines of a plain reading, those of which a word is odd.

    `lines` tells where each begins and ends. `guessed` holds the ranges of the odd words. None
    when no word is written oddly.
    """
    pieces: list[_Piece] = []
    texts: list[str] = []
    guessed: list[tuple[int, int]] = []
    size = 0
    for first, last in lines:
        words = list(_read_words(plain.text[first:last], first))
        if not any(is_odd for _, is_odd in words):
            continue
        for piece, is_odd in words:
            if is_odd:
                guessed.append((size, size + len(piece[0])))
            pieces.append(piece)
            texts += (piece[0], " ")
            size += len(piece[0]) + 1
        texts[-1] = "\n"
    if not guessed:
        return None
    places = _Places(pieces)
    return Reading(
        "".join(texts),
        _Mapped(places, 0, plain.starts),
        _Mapped(places, 1, plain.ends),
        tuple(guessed),
        is_skeleton=True,
    )


def _read_words(line: str, first: int) -> Iterator[tuple[_Piece, bool]]:
    """Yield the bare words of a line that begins there, each with whether it is odd."""
    has_latin = _LATIN.search(line) is not None
    for match in _CHUNK.finditer(_join_spaced(line)):
        offset = first + match.start()
        for shift, way, bare, is_odd in _read_chunk(match[0], has_latin):
            yield (bare, offset + shift, way), is_odd


@lru_cache(maxsize=16_384)
def _read_chunk(chunk: str, has_latin: bool) -> tuple[tuple[int, str, str, bool], ...]:
    """Return each way to read a word: where it begins, its letters, bare, and whether it is odd.

    Words come back, so that most are worked out already.
    """
    if len(chunk) > _LONGEST or _is_address(chunk):
        return ((0, ".", ".", False),)
    first, last = _trim(chunk)
    chunk = chunk[first:last]
    return tuple(
        (first + shift, way, bare, _is_odd(chunk, bare, has_latin))
        for shift, way in _list_ways(chunk)
        if (bare := _get_bare(way))
    )


class _Places:
    """The first and last place of each letter of some bare words, found when asked for.

    Few skeletons hold a term, and then one or two words matter.
    """

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self._pieces = pieces
        self._heads = list(accumulate((len(bare) + 1 for bare, _, _ in pieces), initial=0))

    def __len__(self) -> int:
        return self._heads[-1]

    def locate(self, place: int) -> tuple[int, int]:
        """Return where a letter stands in the plain reading."""
        number = bisect_right(self._heads, place) - 1
        _, offset, way = self._pieces[number]
        letters = _bare(way)[1]
        inner = place - self._heads[number]
        first, last = letters[inner] if inner < len(letters) else (len(way) - 1,) * 2
        return offset + first, offset + last


class _Mapped(Sequence[int]):
    """Places in the original text: the first ones of the letters, or the last ones."""

    def __init__(self, places: _Places, side: int, original: Sequence[int]) -> None:
        self._places = places
        self._side = side
        self._original = original

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self._original[self._places.locate(place)[self._side]]


def _join_spaced(text: str) -> str:
    """Return the text with signs that keep for spaces between letters set apart one by one."""
    if " " not in text:
        return text
    return _SPACED.sub(lambda match: _SPACE.sub("\x00", match[0]), text)


def _trim(chunk: str) -> tuple[int, int]:
    """Return where a word begins and ends once the signs around it are left out."""
    last = len(chunk.rstrip(_RIGHT_EDGE))
    first = last - len(chunk[:last].lstrip(_LEFT_EDGE))
    return first, last


def _list_ways(chunk: str) -> tuple[tuple[int, str], ...]:
    """Return the ways to bare a word, each with where it begins.

    A bar or a plus sign may be a letter, or set two apart; the first of letters set apart may be
    a word by itself: "a w o r d".
    """
    if "\x00" in chunk:
        shift = chunk.index("\x00") + 1
        return (0, chunk), (shift, chunk[shift:])
    if "|" in chunk or "+" in chunk:
        return (0, chunk), (0, chunk.translate(_APART))
    return ((0, chunk),)


def _is_address(chunk: str) -> bool:
    """Say whether a word is the address of a page or of a person."""
    return ("." in chunk or ":" in chunk) and _ADDRESS.search(chunk) is not None


def _get_bare(chunk: str) -> str:
    """Return the letters of a word, runs made single."""
    if chunk.isascii() and chunk.isalpha():
        return _RUN.sub(r"\1", chunk.replace("l", "i"))
    return _bare(chunk)[0]


def _bare(chunk: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the letters of a word, runs made single, each with its first and last place."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for place, sign in enumerate(chunk.translate(LETTERS)):
        if not sign.isalnum():
            continue
        if letters and letters[-1] == sign:
            places[-1] = (places[-1][0], place)
        else:
            letters.append(sign)
            places.append((place, place))
    return "".join(letters), places


def _is_odd(chunk: str, bare: str, has_latin: bool) -> bool:
    """Say whether a word is written as nobody writes it who has nothing to hide."""
    if chunk.isalpha() and chunk.isascii():
        return _STRETCHED.search(chunk) is not None
    if len(bare) < _FEWEST - 1 or not bare.isascii() or _MEASURE.fullmatch(chunk):
        return False
    letters = sum(map(str.isalpha, chunk))
    latin = sum("a" <= letter <= "z" for letter in chunk)
    if not latin and not (has_latin and letters == len(chunk)):
        return False
    signs = sum(sign.isalnum() or ord(sign) in LETTERS for sign in chunk)
    return letters >= 2 and signs >= _FEWEST and letters * 3 >= sum(map(str.isalnum, chunk))
