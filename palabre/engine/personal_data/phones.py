"""Telephone numbers: the plans of each country, as `phonenumbers` knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import phonenumbers

_GROUP: Final = re.compile(r"\d+")
_MOST_GROUPS: Final = 8
_MOST_TRIES: Final = 60
"""Numbers tried in one text: a bound on the work."""

_FEWEST, _MOST = 8, 15
_OF_AMERICA: Final = re.compile(
    r"(?:1[ .\-])?\(?[2-9]\d{2}\)?[ .\-]{1,2}[2-9]\d{2}[ .\-]\d{4}"
    r"|\(?555\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}"
)
"""How numbers of North America are written; invented ones (555) are numbers to their readers."""


def list_phones(
    text: str, runs: Sequence[tuple[int, int]], regions: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield where telephone numbers stand within runs of digits and separators.

    A number with its country's code is valid anywhere; another one must be valid in one of the
    regions. In each run the longest valid number from the leftmost group wins.
    """
    tries = 0
    for first, last in runs:
        groups = [match.span() for match in _GROUP.finditer(text, first, last)]
        place = 0
        while place < len(groups) and tries < _MOST_TRIES:
            if place and text[groups[place][0] - 1] in "./-":
                place += 1  # The middle of a date or of a longer number.
                continue
            found = None
            for end in range(min(len(groups), place + _MOST_GROUPS), place, -1):
                start = _begin(text, groups[place][0])
                written = text[start : groups[end - 1][1]]
                size = sum(map(str.isdigit, written))
                if not _FEWEST <= size <= _MOST:
                    continue
                tries += 1
                if is_phone(written, tuple(regions)):
                    found = (start, groups[end - 1][1], end)
                    break
            if found is None:
                place += 1
                continue
            yield found[:2]
            place = found[2]


def _begin(text: str, start: int) -> int:
    """Return where a number begins, its plus sign or opening bracket taken in."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


@lru_cache(maxsize=4_096)
def is_phone(written: str, regions: tuple[str, ...]) -> bool:
    """Say whether a number, as it is written, is in use in one of the regions, or abroad."""
    bare = written.lstrip("(")
    if bare.startswith(("+", "00")):
        return _is_possible(bare if bare[0] == "+" else "+" + bare[2:])
    if bare.startswith("0"):
        return any(_is_valid(written, region) for region in regions if region not in ("US", "CA"))
    return not {"US", "CA"}.isdisjoint(regions) and bool(_OF_AMERICA.fullmatch(written))


def _is_possible(written: str) -> bool:
    """Say whether a number with its country's code has a length that this country uses."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(written, None))
    except phonenumbers.NumberParseException:
        return False


def _is_valid(written: str, region: str | None) -> bool:
    """Ask the numbering plans."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, region))
    except phonenumbers.NumberParseException:
        return False
