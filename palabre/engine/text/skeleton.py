"""The skeleton of a text: what is left of its words once every disguise is taken off.

A skeleton confuses on purpose: l and i are one letter, runs of a letter are one letter, digits
and signs stand for letters, signs inside a word are nothing. It is compared with the skeletons
of known terms, whole words only, and only words that are written oddly count. So an ordinary
word never becomes a term by its skeleton alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
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
_COPIED: Final = {code: None for code in range(128) if not chr(code).isalnum()} | LETTERS
_MEASURE: Final = re.compile(
    r"[+\-]?\d[\d.,:/h+\-]*[a-z€$£%°]{0,3}|[€$£]\d[\d.,]*[a-z]?|[a-z]{3,}\d*[1269]\d{0,3}"
)
_APART: Final = str.maketrans("|+", "\x00\x00")
_LEFT_EDGE: Final = "#\"'([{<«*_~-.,;:?¿/\\=^>"
_RIGHT_EDGE: Final = "\"')]}>»*_~-.,;:?!…/\\=^<"
_LONGEST: Final = 400
"""Characters of a chunk beyond which it is not a word, however stretched."""

_ENOUGH: Final = 160
"""Characters of a text that tell whether it is a copy."""

_FEWEST: Final = 4
"""Letters that an odd word needs, unless it is only stretched."""


def get_term_skeleton(term: str) -> str:
    """Return the skeleton of a folded term: its words with a space between."""
    words = (_bare(chunk)[0] for chunk in _CHUNK.findall(term.replace("-", " ").replace("_", " ")))
    return " ".join(filter(None, words))


def get_text_skeleton(plain: str) -> str:
    """Return the letters and digits of a plain text without its disguises, to tell copies by.

    What may differ between copies goes: signs, emoji, spaces, and the numbers that floods add
    at the end. The beginning of a text is enough.
    """
    bare = plain[:_ENOUGH].rstrip("0123456789 .!?-#").translate(_COPIED)
    return bare if bare.isalnum() else "".join(filter(str.isalnum, bare))


def get_term_runs(term: str) -> tuple[int, ...]:
    """Return how often each letter of a term's skeleton stands in a row, none if all stand once."""
    runs: list[int] = []
    for chunk in _CHUNK.findall(term.replace("-", " ").replace("_", " ")):
        runs += [last - first + 1 for first, last in _bare(chunk)[1]]
        runs.append(1)
    return tuple(runs[:-1]) if max(runs, default=1) > 1 else ()


def read_skeleton(plain: Reading) -> Reading | None:
    """Return the skeleton of a plain reading, or None when no word of it is written oddly.

    `guessed` holds the ranges of the words that are.
    """
    text = _join_spaced(plain.text)
    has_latin = _LATIN.search(plain.text) is not None
    pieces: list[tuple[str, int, str]] = []
    guessed: list[tuple[int, int]] = []
    size = 0
    for match in _CHUNK.finditer(text):
        offset = match.start()
        for shift, way, bare, is_odd in _read_chunk(match[0], has_latin):
            if is_odd:
                guessed.append((size, size + len(bare)))
            pieces.append((bare, offset + shift, way))
            size += len(bare) + 1
    if not guessed:
        return None
    places = _Places(pieces)
    return Reading(
        " ".join(bare for bare, _, _ in pieces) + " ",
        _Mapped(places, 0, plain.starts),
        _Mapped(places, 1, plain.ends),
        tuple(guessed),
        is_skeleton=True,
    )


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
    """The first and last place of each letter of a skeleton, worked out when first asked."""

    def __init__(self, pieces: Sequence[tuple[str, int, str]]) -> None:
        self._pieces = pieces

    @cached_property
    def found(self) -> list[tuple[int, int]]:
        """Return the places in the plain reading."""
        found: list[tuple[int, int]] = []
        for _, offset, way in self._pieces:
            sources = _bare(way)[1] or [(0, 0)]
            found += [(offset + first, offset + last) for first, last in sources]
            found.append((offset + len(way) - 1,) * 2)
        return found


class _Mapped(Sequence[int]):
    """Places in the original text, worked out when first asked: few skeletons hold a term."""

    def __init__(self, places: _Places, side: int, original: Sequence[int]) -> None:
        self._places = places
        self._side = side
        self._original = original

    def __len__(self) -> int:
        return len(self._places.found)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self._original[self._places.found[place][self._side]]


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
