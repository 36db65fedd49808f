"""Tables of ones and nothing, of which only the ones are kept: which columns each row holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.minimise import Numbers

Places = npt.NDArray[np.int64]
_LONG: Final = 48
"""Rows that hold more are summed one by one, the others side by side."""


@dataclass(frozen=True)
class Sparse:
    """The columns of each row, one row after the other. A column may stand several times."""

    starts: Places
    """Where each row begins, and at last where the last one ends."""
    columns: Places
    width: int

    @classmethod
    def of(cls, rows: Places, columns: Places, shape: tuple[int, int]) -> Sparse:
        """Return a table from places given in any order."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))])
        return cls(starts.astype(np.int64), columns[order], shape[1])

    @property
    def height(self) -> int:
        """Return how many rows there are."""
        return len(self.starts) - 1

    @cached_property
    def owners(self) -> Places:
        """The row of each place."""
        return np.repeat(np.arange(self.height), np.diff(self.starts))

    @cached_property
    def turned(self) -> Sparse:
        """The table with rows and columns exchanged."""
        return Sparse.of(self.columns, self.owners, (self.width, self.height))

    @cached_property
    def _order(self) -> Places:
        """The rows, those that hold most first."""
        return np.argsort(-np.diff(self.starts), kind="stable")

    @cached_property
    def _layers(self) -> list[Places]:
        """The first column of the rows in their order, their second, and so on; long rows apart."""
        lengths = np.diff(self.starts)[self._order]
        first = int((lengths > _LONG).sum())
        begins, lengths = self.starts[:-1][self._order][first:], lengths[first:]
        return [
            self.columns[begins[: int((lengths > place).sum())] + place]
            for place in range(int(lengths.max(initial=0)))
        ]

    def times(self, right: Numbers) -> Numbers:
        """Return the product with a dense table: for each row the sum of those of its columns.

        It goes by the first column of every row, then the second: a few long sums of tables,
        where one sum a row would be many short ones.
        """
        lengths = np.diff(self.starts)
        long = self._order[: int((lengths > _LONG).sum())]
        sums = np.zeros((self.height, right.shape[1]), dtype=np.float32)
        for place, row in enumerate(long.tolist()):
            columns = self.columns[self.starts[row] : self.starts[row + 1]]
            sums[place] = right[columns].sum(axis=0)
        for columns in self._layers:
            sums[len(long) : len(long) + len(columns)] += right[columns]
        product = np.empty_like(sums)
        product[self._order] = sums
        return product

    def take(self, rows: Places) -> Sparse:
        """Return some rows, in the order given."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        offsets = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Sparse(
            starts, self.columns[np.repeat(self.starts[rows], lengths) + offsets], self.width
        )
