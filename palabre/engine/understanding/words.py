"""Cut a text into words, and turn words into numbers.

A word is read twice: as written, for the language, and without its disguise, for the rest.
Every number is a hash of the letters: it is the same on every machine and in every run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.text.normalise import Reading, fold

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

ADDRESS: Final = "\x02http"
PERSON: Final = "\x02user"
NUMBER: Final = "\x02num"

_MARKS: Final = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u097f\u200c\u200d"
_IDEOGRAMS: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(
    rf"https?:?(?://\S+)?(?![^\W_])|www\.\S+|@\w+|[{_IDEOGRAMS}]"
    rf"|\d+(?:[.,:h]\d+)*(?![^\W_])"
    rf"|(?:[$€][$€@]*(?=[^\W\d_])|@[$€]+)?(?:[^\W_{_IDEOGRAMS}]++(?:[{_MARKS}]|[@$€*!|]+(?=[^\W_]))*)+['’]?"
    r"|[!?.]+|[^\w\s]|_+"
)
_SPACED: Final = re.compile(r"(?<!\S)\w(?:([ .\-_*·,/|~+])\w)(?:\1\w)+(?!\S)")
_INVISIBLE: Final = re.compile("[\u00ad\u034f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DOUBLED: Final = re.compile(r"([^\W\d_])\1+")
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_MIXER: Final = np.uint64(0xBF58476D1CE4E5B9)
_BASE: Final = np.uint64(0x100000001B3)
SHORTEST, LONGEST = 2, 5
_SHORT: Final = 4
_LONGEST_WORD: Final = 40
"""Letters of a word beyond which the rest says nothing more."""


def prepare(text: str) -> tuple[str, Reading | None]:
    """Return the text to cut; with its reading when letters were hidden or set apart."""
    hidden = not text.isascii() and _INVISIBLE.search(text)
    if hidden or _SPACED.search(text):
        reading = fold(text)
        return reading.text, reading
    return text, None


def cut(text: str) -> list[re.Match[str]]:
    """Return the words, signs and addresses of a text, with their places."""
    return list(_TOKEN.finditer(text))


def list_words(text: str) -> list[str]:
    """Return the words of a text as `cut` finds them."""
    return _TOKEN.findall(prepare(text)[0])


def undisguise(word: str) -> str:
    """Return what the word stands for: without case, accents, leet and stretched letters.

    In words that are not short a doubled letter is made single, as many people write them.
    """
    first = word[0]
    if first == "@" and word[1:2].isalnum():
        return PERSON
    if first.isdigit() and not any(map(str.isalpha, word[:-1])):
        return NUMBER
    if word.startswith(("http", "www.")) and (len(word) > 7 or word == "http"):
        return ADDRESS
    word = word[:_LONGEST_WORD]
    if first == "@" and len(word) > 1:
        word = "a" + word[1:]
    if not any(map(str.isalnum, word)):
        return word[:2]
    if not (word.isascii() and word.isalpha()):
        word = fold(word).text.strip() or word
    word = word.lower()
    if len(word) > _SHORT:
        single = _DOUBLED.sub(r"\1", word)
        return single if len(single) >= _SHORT else fold(word).text
    return word


def as_written(word: str) -> str:
    """Return the word in small letters, with its accents: what tells its language."""
    if word[0] in "@0123456789" or word.startswith(("http", "www.")):
        return ""
    small = word[:_LONGEST_WORD].lower().replace("’", "'")
    return small if any(map(str.isalpha, small)) else ""


def mix(values: Hashes) -> Hashes:
    """Spread the bits of numbers, so that close ones end far apart (splitmix64's last steps)."""
    values = (values ^ (values >> np.uint64(30))) * _MIXER
    values = (values ^ (values >> np.uint64(27))) * _MULTIPLIER
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


def hash_words(words: Sequence[str]) -> Hashes:
    """Return one number a word."""
    letters, starts, _ = _lay_out(words)
    return _hash_whole(letters, starts)


def hash_pieces(words: Sequence[str]) -> tuple[Hashes, Places]:
    """Return the hashes of the pieces of each word, and where each word's pieces begin.

    The pieces of a word are its runs of 2 to 5 letters, its borders counted as letters, and
    the whole word. Words follow each other; an empty word has one piece.
    """
    letters, starts, owners = _lay_out(words)
    ends = np.append(starts[1:], len(letters))
    found, places = [_hash_whole(letters, starts)], [np.arange(len(words))]
    rolling = letters.copy()
    for length in range(SHORTEST, LONGEST + 1):
        if len(letters) < length:
            break
        rolling = rolling[:-1] * _BASE + letters[length - 1 :]
        heads = np.arange(len(rolling))
        inside = heads + length <= ends[owners[: len(rolling)]]
        found.append(mix(rolling[inside] + np.uint64(length << 56)))
        places.append(owners[: len(rolling)][inside])
    owner = np.concatenate(places)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(words))
    begins = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    return np.concatenate(found)[order], begins


def _lay_out(words: Sequence[str]) -> tuple[Hashes, Places, Places]:
    """Return all letters in a row with borders, where each word starts, and whose each is."""
    joined = "".join(f"<{word}>" for word in words)
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(word) + 2 for word in words), dtype=np.int64, count=len(words))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
    return letters.astype(np.uint64), starts, np.repeat(np.arange(len(words)), lengths)


def _hash_whole(letters: Hashes, starts: Places) -> Hashes:
    """Return a hash of each whole word: a sum of its letters, each mixed with its rank."""
    lengths = np.diff(np.append(starts, len(letters)))
    ranks = np.arange(len(letters)) - np.repeat(starts, lengths)
    spread = mix(letters * _MULTIPLIER + ranks.astype(np.uint64) * _BASE + np.uint64(1))
    return mix(np.add.reduceat(spread, starts))
