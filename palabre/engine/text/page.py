"""Many texts read in one go, each on a line of its own.

Most of what reading costs is the same for one text and for a thousand: so texts are laid one
under the other and read as one. A single text is a page of one line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np

from palabre.engine.text.characters import FOLDED, LOOK_ALIKES
from palabre.engine.text.normalise import LEET_WITH_L, undisguise
from palabre.engine.text.origins import Origins
from palabre.engine.text.reading import Reading
from palabre.engine.text.sieve import Sieve
from palabre.engine.text.skeleton import read_skeletons
from palabre.engine.text.tables import UNEVEN, CodeTable, to_codes, to_text

_FOLDING: Final = CodeTable(FOLDED.__getitem__)
_AMBIGUOUS: Final = re.compile(r"1|[!|][!|@]*(?:[^\W_]|[$€])")
"""A sign inside a word that may be an i or an l."""


def _prepare_suspicion() -> Sieve:
    """Return what tells in one quick pass which plain lines may hold a disguise."""
    other = r"[^a-z0-9\n]"
    alone = r"[a-z0-9@$€][ .\-_*·,/|~+]"
    return Sieve(
        (
            r"[a-z][0-9@$€!|]+[a-z]",
            rf"(?:^|{other})[0-9$€][a-z]{{3}}",
            rf"[a-z]{{2}}[0-9@$€!|]*[0-9$€][!|]*(?:{other}|$)",
            rf"(?:^|{other})(?:[!|]|@ss)[a-z]{{3}}",
            r"[a-z][^\x00-\x7f\pL\pP]{1,3}[a-z]",
            r"[0-9][@$€!|]+[0-9a-z]|[@$€!|][0-9]+[a-z]|wwww",
            "  ",
            rf"(?:^|{other}){alone}{alone}[a-z0-9@$€](?:{other}|$)",
            "|".join(letter * 3 for letter in "abcdefghijklmnopqrstuvxyz"),
            f"[{''.join(map(chr, LOOK_ALIKES))}]",
        )
    )


_SUSPICION: Final = _prepare_suspicion()
_SIGN_INSIDE: Final = Sieve((r"[a-z][*#%_.\-~·|,/+]+[a-z]",))


class Page:
    """Some texts, read together. What stands in them is told in code points of the page.

    Lines end with the only line feeds of the readings: within a text they are read as spaces.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.firsts: Sequence[int] = list(accumulate((len(one) + 1 for one in texts), initial=0))
        """Where each text begins on the page, then where the page ends."""
        self.plain = self._read()
        self.lines: Sequence[str] = self.plain.text.split("\n")
        """The plain reading of each text."""

    def _read(self) -> Reading:
        """Return the plain reading."""
        page = "\n".join(self.texts)
        folded = _FOLDING.look_up(to_codes(page))
        folded[np.array(self.firsts[1:-1], dtype=np.int64) - 1] = ord("\n")
        places = np.flatnonzero(folded == UNEVEN)
        if not len(places):
            size = len(page)
            return Reading(to_text(folded), range(size), range(1, size + 1))
        folded[places] = 0
        text, uneven = to_text(folded), places.tolist()
        pieces: list[str] = []
        done = 0
        for place in uneven:
            pieces += text[done:place], FOLDED[page[place]]
            done = place + 1
        pieces.append(text[done:])
        text, sizes = "".join(pieces), list(map(len, pieces[1::2]))
        starts = Origins(len(text), uneven, sizes)
        return Reading(text, starts, Origins(len(text), uneven, sizes, shift=1))

    @cached_property
    def starts(self) -> Sequence[int]:
        """Return where each line begins in the plain reading, then where that ends."""
        if isinstance(self.plain.starts, range):
            return self.firsts
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    @cached_property
    def odd_lines(self) -> list[int]:
        """Return the numbers of the lines that may hold a disguise."""
        return self.sift(_SUSPICION)

    @cached_property
    def signed_lines(self) -> list[int]:
        """Return the numbers of the lines where signs stand between two letters."""
        return self.sift(_SIGN_INSIDE)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Return every way of reading the page: the plain one, then those without disguises.

        Only lines that may hold a disguise are read in more ways.
        """
        if not self.odd_lines:
            return (self.plain,)
        readings = [self.plain]
        odd = self.pick(self.odd_lines)
        base = undisguise(odd)
        if base is not odd:
            readings.append(base)
        ambiguous = [line for line in self.odd_lines if _AMBIGUOUS.search(self.lines[line])]
        if ambiguous:
            other = undisguise(self.pick(ambiguous), LEET_WITH_L)
            if other.text != base.text:
                readings.append(other)
        skeletons = read_skeletons(self.plain, self._list_ranges(self.odd_lines))
        if skeletons is not None:
            readings.append(skeletons)
        return tuple(readings)

    def sift(self, sieve: Sieve) -> list[int]:
        """Return the numbers of the lines that a sieve keeps."""
        return sieve.list_lines(*self._encoded)

    @cached_property
    def _encoded(self) -> tuple[bytes, list[int]]:
        """The plain reading in UTF-8, as RE2 takes it, and where its lines begin."""
        encoded = self.plain.text.encode()
        ends = np.flatnonzero(np.frombuffer(encoded, dtype=np.uint8) == ord("\n"))
        return encoded, [0, *(ends + 1).tolist()]

    def pick(self, lines: Iterable[int]) -> Reading:
        """Return the plain reading of some lines alone."""
        return self.plain.pick(self._list_ranges(lines))

    def read_line(self, line: int) -> Reading:
        """Return the plain reading of one text, in code points of that text."""
        start, end, first = self.starts[line], self.starts[line + 1] - 1, self.firsts[line]
        if end - start == len(self.texts[line]) and isinstance(self.plain.starts, range):
            return Reading(self.lines[line], range(end - start), range(1, end - start + 1))
        origins = [origin - first for origin in self.plain.starts[start:end]]
        return Reading(self.lines[line], origins, [origin + 1 for origin in origins])

    def find_line(self, place: int) -> int:
        """Return the number of the text in which a code point of the page stands."""
        return bisect_right(self.firsts, place) - 1

    def _list_ranges(self, lines: Iterable[int]) -> list[tuple[int, int]]:
        return [(self.starts[line], self.starts[line + 1] - 1) for line in lines]


def list_readings(text: str) -> tuple[Reading, ...]:
    """Return every way of reading a text: the plain one first, its skeleton last."""
    return Page((text,)).readings
