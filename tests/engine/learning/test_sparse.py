"""A sparse table gives what the full one would."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.sparse import Sparse

SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 4), st.integers(0, 999))


def make(height: int, width: int, seed: int) -> tuple[Sparse, Numbers]:
    chance = np.random.default_rng(seed)
    full = chance.integers(0, 4, size=(height, width)) * (chance.random((height, width)) < 0.4)
    rows, columns = np.nonzero(full)
    rows, columns = (np.repeat(places, full[rows, columns]) for places in (rows, columns))
    order = chance.permutation(len(rows))
    return Sparse.of(rows[order], columns[order], (height, width)), full.astype(np.float32)


@settings(deadline=None)
@given(SHAPES)
def test_products_are_those_of_the_full_table(shape: tuple[int, int, int, int]) -> None:
    height, width, columns, seed = shape
    table, full = make(height, width, seed)
    right = np.random.default_rng(seed).integers(-3, 4, (width, columns)).astype(np.float32)
    left = np.random.default_rng(seed).integers(-3, 4, (height, columns)).astype(np.float32)
    assert np.array_equal(table.times(right), full @ right)
    assert np.array_equal(table.turned.times(left), full.T @ left)


@settings(deadline=None)
@given(SHAPES)
def test_rows_are_taken_in_any_order_and_more_than_once(shape: tuple[int, int, int, int]) -> None:
    height, width, count, seed = shape
    table, full = make(height, width, seed)
    rows = np.random.default_rng(seed).integers(0, height, count)
    one = np.eye(width, dtype=np.float32)
    assert np.array_equal(table.take(rows).times(one), full[rows])


def test_long_rows_stand_beside_short_ones() -> None:
    lengths = np.array([0, 200, 1, 49, 48, 3])
    rows = np.repeat(np.arange(6), lengths)
    table = Sparse.of(rows, np.arange(len(rows)) % 3, (6, 3))
    assert table.times(np.ones((3, 2), dtype=np.float32))[:, 1].tolist() == lengths.tolist()
