"""Read a text as a person would, through disguises, and remember where each letter stood.

`read_plainly` undoes case, accents, width and invisible characters: it never guesses.
`fold` also guesses: look-alike letters, leet, spaced and stretched letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from palabre.engine.text.characters import LOOK_ALIKES
from palabre.engine.text.plain import read_plainly as read_plainly
from palabre.engine.text.reading import Reading as Reading


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace a range of a reading by new characters, each with its first and last source."""

    start: int
    end: int
    text: str
    sources: Sequence[tuple[int, int]]


_LETTER: Final = r"[^\W\d_]"
_SPACED: Final = re.compile(
    r"(?<![^\W_])(?:[^\W_]|[@$€])([ .\-_*·,/|~+])(?:[^\W_]|[@$€])(?:\1(?:[^\W_]|[@$€]))+(?![^\W_])"
)
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_SPACES: Final = re.compile(r" {2,}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LEET_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]{0,60}[0134578@$€!|](?:[^\W_]|[@$€!|])*")
_LONGEST_WORD: Final = 60
"""Letters beyond which leet is not looked for: no word is so long, and time stays linear."""

_LEET_HEAD: Final = re.compile(r"[@!|]+|\d*[269]\d*")
_LEET_TAIL: Final = re.compile(r"(?:[!|@]+|\d*[269]\d*)$")
_LEET_SIGNS: Final = "0134578@$€!|"
_LEET: Final = str.maketrans(_LEET_SIGNS, "oieastbaseii")
LEET_WITH_L: Final = str.maketrans(_LEET_SIGNS, "oleastbasell")


def fold(text: str) -> Reading:
    """Return the text with its disguises taken off. Folding twice changes nothing more."""
    reading = read_plainly(text)
    while (undisguised := undisguise(reading)).text != reading.text:
        # Each turn leaves fewer characters, or fewer that are not Latin letters.
        reading = undisguised
    return reading


def undisguise(reading: Reading, leet: Mapping[int, int] = _LEET) -> Reading:
    """Take off each kind of disguise in turn: spaces, look-alikes, leet, stretching.

    Lines stay apart. The reading itself comes back when there is nothing to take off.
    """
    reading = _rewrite(reading, _join_spaced(reading.text))
    if not reading.text.isascii():
        reading = _rewrite(reading, _replace_look_alikes(reading.text))
    reading = _rewrite(reading, _replace_leet(reading.text, leet))
    reading = _rewrite(reading, _shorten(reading.text))
    return _rewrite(reading, _close_gaps(reading.text))


def _join_spaced(text: str) -> list[_Edit]:
    """Join letters set apart one by one, when most of them are letters."""
    edits = []
    for match in _SPACED.finditer(text):
        places = range(match.start(), match.end(), 2)
        letters = [text[place] for place in places]
        if sum(map(str.isalpha, letters)) * 2 > len(letters) and len(letters) > 2:
            sources = [(place, place) for place in places]
            edits.append(_Edit(match.start(), match.end(), "".join(letters), sources))
    return edits


def _replace_look_alikes(text: str) -> list[_Edit]:
    """Put Latin letters for their Cyrillic and Greek look-alikes, in words that hold both."""
    edits = []
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() or not any("a" <= letter <= "z" for letter in word):
            continue
        latin = word.translate(LOOK_ALIKES)
        if latin != word and latin.isascii():
            edits.append(_in_place(match.start(), latin))
    return edits


def _replace_leet(text: str, table: Mapping[int, int]) -> list[_Edit]:
    """Put letters for the digits and signs that stand for them, inside words only."""
    edits = []
    for match in _LEET_WORD.finditer(text):
        word = match[0]
        if len(word) > _LONGEST_WORD:
            continue
        start, core = _trim(word)
        letters = sum(map(str.isalpha, core))
        if letters < 2 or letters * 2 < len(core) or _is_measure(core):
            continue
        replaced = core.translate(table)
        if replaced != core:
            edits.append(_in_place(match.start() + start, replaced))
    return edits


def _trim(word: str) -> tuple[int, str]:
    """Return where a word begins once edge signs and numbers are left out, and the word."""
    head = _LEET_HEAD.match(word)
    start = head.end() if head else 0
    return start, _LEET_TAIL.sub("", word[start:])


def _is_measure(word: str) -> bool:
    """Say whether a word is a number with its unit or its rank: 20h, 5kg, 1er, 3eme."""
    head = len(word) - len(word.lstrip("0123456789"))
    rest = word[head:]
    return head > 0 and rest.isalpha() and (len(rest) < 3 or rest in {"eme", "eur", "min"})


def _shorten(text: str) -> list[_Edit]:
    """Make two letters of three and more."""
    return [
        _Edit(
            match.start(),
            match.end(),
            match[1] * 2,
            [(match.start(), match.start()), (match.start() + 1, match.end() - 1)],
        )
        for match in _STRETCHED.finditer(text)
    ]


def _close_gaps(text: str) -> list[_Edit]:
    """Make one space of several."""
    return [
        _Edit(match.start(), match.end(), " ", [(match.start(), match.end() - 1)])
        for match in _SPACES.finditer(text)
    ]


def _in_place(start: int, text: str) -> _Edit:
    """Return an edit that changes characters one for one."""
    places = range(start, start + len(text))
    return _Edit(start, start + len(text), text, [(place, place) for place in places])


def _rewrite(reading: Reading, edits: Sequence[_Edit]) -> Reading:
    """Return the reading with the edits made, in order."""
    if not edits:
        return reading
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    guessed: list[tuple[int, int]] = []
    done = 0
    for edit in edits:
        pieces += (reading.text[done : edit.start], edit.text)
        starts += reading.starts[done : edit.start]
        ends += reading.ends[done : edit.start]
        guessed.append((len(starts), len(starts) + len(edit.text)))
        starts += [reading.starts[first] for first, _ in edit.sources]
        ends += [reading.ends[last] for _, last in edit.sources]
        done = edit.end
    pieces.append(reading.text[done:])
    starts += reading.starts[done:]
    ends += reading.ends[done:]
    return Reading("".join(pieces), starts, ends, tuple(guessed))
