"""Where characters stood before a few of them became none, or several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload


class Origins(Sequence[int]):
    """For each character of a text, the place of the character that it came from.

    `places` are those of the characters that became pieces of other sizes than one, `sizes`
    how long these are. Between them stand runs, in which places follow each other. `shift` is
    added to each place.
    """

    def __init__(
        self, size: int, places: Sequence[int], sizes: Sequence[int], *, shift: int = 0
    ) -> None:
        grown = [0, *accumulate(length - 1 for length in sizes)]
        self._size = size
        self._heads = [
            0,
            *(place + more + 1 for place, more in zip(places, grown[1:], strict=True)),
        ]
        """Where each run begins; the piece after it belongs to it."""
        self._shifts = [more - shift for more in grown]
        self._limits = [place + shift for place in (*places, size + len(places))]
        """The place of the piece after each run."""

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        return iter(self._cut(0, self._size))

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return self._cut(*place.indices(self._size)[:2])
        if not 0 <= place < self._size:
            raise IndexError(place)
        run = bisect_right(self._heads, place) - 1
        return min(place - self._shifts[run], self._limits[run])

    def _cut(self, first: int, last: int) -> list[int]:
        """Return the places of a range of characters."""
        places: list[int] = []
        run = bisect_right(self._heads, first) - 1
        while first < last:
            end = min(last, self._heads[run + 1]) if run + 1 < len(self._heads) else last
            limit = self._limits[run]
            even = range(first - self._shifts[run], min(end - self._shifts[run], limit))
            places += even
            places += [limit] * (end - first - len(even))
            first, run = end, run + 1
        return places
