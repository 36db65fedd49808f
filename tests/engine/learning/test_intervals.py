"""Intervals and tests of chance, against figures worked out by hand or from books."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.intervals import Share, judge_by_chance


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 10).interval == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_lies_in_its_interval_and_more_cases_narrow_it(right: int, wrong: int) -> None:
    share, more = Share(right, right + wrong), Share(right * 10, (right + wrong) * 10)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-9
    assert share.value <= high + 1e-9
    assert more.interval[1] - more.interval[0] <= high - low + 1e-9


def test_chance_makes_ten_of_ten_better_once_in_a_thousand() -> None:
    assert judge_by_chance(10, 0) == pytest.approx(1 / 1024)
    assert judge_by_chance(5, 5) == pytest.approx(0.623, abs=1e-3)
    assert judge_by_chance(0, 0) == 1.0


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_the_more_are_better_the_less_it_is_chance(better: int, worse: int) -> None:
    assert judge_by_chance(better + 1, worse) < judge_by_chance(better, worse) + 1e-12
    assert 0 < judge_by_chance(better, worse) <= 1
