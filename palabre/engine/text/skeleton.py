"""The skeleton of a text: what is left of its words once every disguise is taken off.

A skeleton confuses on purpose: l and i are one letter, runs of a letter are one letter, digits
and signs stand for letters, signs inside a word are nothing. It is compared with the skeletons
of known terms, whole words only, and only words that are written oddly count. So an ordinary
word never becomes a term by its skeleton alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from palabre.engine.text.characters import LOOK_ALIKES
from palabre.engine.text.plain import read_plainly
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


def get_term_skeleton(term: str) -> str:
    """Return the skeleton of a folded term: its words with a space between."""
    words = (_bare(chunk)[0] for chunk in _CHUNK.findall(term.replace("-", " ").replace("_", " ")))
    return " ".join(filter(None, words))


def get_text_skeleton(text: str) -> str:
    """Return the letters and digits of a text without its disguises, to tell copies by.

    What may differ between copies goes: case, accents, signs, emoji, spaces, runs of a letter
    and the numbers that floods add at the end.
    """
    bare, _ = _bare(read_plainly(text).text.rstrip("0123456789 .!?-#"))
    return bare[:_LONGEST]


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
    has_latin = any("a" <= letter <= "z" for letter in plain.text)
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    guessed: list[tuple[int, int]] = []
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        if len(chunk) > _LONGEST or _ADDRESS.search(chunk):
            pieces.append(".")
            places.append((match.start(), match.end() - 1))
            continue
        first, last = _trim(chunk)
        offset = match.start() + first
        for bare, sources in _list_ways(chunk[first:last]):
            if _is_odd(chunk[first:last], bare, has_latin):
                guessed.append((len(places), len(places) + len(bare)))
            places += [(offset + low, offset + high) for low, high in sources]
            pieces += (bare, " ")
            places.append((match.end() - 1, match.end() - 1))
    if not guessed:
        return None
    return Reading(
        "".join(pieces),
        [plain.starts[first] for first, _ in places],
        [plain.ends[last] for _, last in places],
        tuple(guessed),
        is_skeleton=True,
    )


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


def _list_ways(chunk: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield the ways to bare a word: a bar or a plus sign may be a letter, or set two apart."""
    for way in {chunk, chunk.translate(_APART)} if chunk.isascii() else {chunk}:
        bare, places = _bare(way)
        if bare:
            yield bare, places


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
