"""What is out of scope is held back, at a stated price for what is in scope."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.scope import REFUSED, SIGNS, learn_scope, list_signs
from palabre.engine.learning.softmax import find_warmth, soften


def draw(apart: float, seed: int) -> tuple[Numbers, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return signs of 200 texts in scope and 100 out of it, the further apart the clearer."""
    chance = np.random.default_rng(seed)
    is_inside = np.arange(300) < 200
    signs = chance.normal(size=(300, SIGNS)) + np.where(is_inside, apart, 0)[:, None]
    return signs.astype(np.float32), is_inside


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 6), st.integers(0, 99))
def test_no_more_than_the_stated_share_of_what_is_in_scope_is_refused(
    apart: float, seed: int
) -> None:
    signs, is_inside = draw(apart, seed)
    scope = learn_scope(signs, is_inside, np.ones(300, dtype=np.float32))
    refused = scope.judge(signs[is_inside]) < scope.threshold
    assert refused.mean() <= REFUSED + 0.005


def test_what_lies_far_apart_is_held_back_and_hardly_anything_else() -> None:
    signs, is_inside = draw(4.0, 1)
    scope = learn_scope(signs, is_inside, np.ones(300, dtype=np.float32))
    is_refused = scope.judge(signs) < scope.threshold
    assert is_refused[~is_inside].mean() > 0.95
    assert is_refused[is_inside].mean() <= 0.015


def test_a_sign_that_tells_nothing_changes_nothing() -> None:
    scores = np.random.default_rng(2).normal(size=(50, 6)).astype(np.float32)
    assert np.array_equal(list_signs(scores, None)[:, 3], np.zeros(50))
    assert list_signs(scores, np.ones(50, dtype=np.float32)).shape == (50, SIGNS)


def test_scores_are_warmed_until_their_chances_come_true() -> None:
    chance = np.random.default_rng(3)
    honest = chance.normal(size=(4_000, 5)).astype(np.float32) * 2
    chances = soften(honest)[0]
    drawn = (chances.cumsum(axis=1) > chance.random((4_000, 1))).argmax(axis=1)
    for shown in (0.5, 1.0, 1.8):
        assert abs(find_warmth(honest * np.float32(shown), drawn) * shown - 1) < 0.12
