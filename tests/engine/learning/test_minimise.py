"""The lowest place of a smooth function is found by its slope."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.minimise import Numbers, minimise

NUMBERS = st.lists(st.floats(-3, 3, width=32), min_size=2, max_size=8)


@settings(deadline=None)
@given(NUMBERS, st.integers(0, 99))
def test_the_lowest_place_of_any_bowl_is_found(wanted: list[float], seed: int) -> None:
    size = len(wanted)
    bends = np.random.default_rng(seed).normal(size=(size, size))
    bowl = (bends @ bends.T + np.eye(size)).astype(np.float32)
    middle = np.array(wanted, dtype=np.float32)

    def measure(place: Numbers) -> tuple[float, Numbers]:
        slope = bowl @ (place - middle)
        return float((place - middle) @ slope / 2), slope

    found = minimise(measure, np.zeros(size, dtype=np.float32), most=500, until=1e-12)
    assert np.allclose(found, middle, atol=0.02)


def test_a_place_from_which_nothing_goes_down_is_kept() -> None:
    start = np.ones(3, dtype=np.float32)
    assert np.array_equal(minimise(lambda place: (0.0, np.zeros_like(place)), start), start)
