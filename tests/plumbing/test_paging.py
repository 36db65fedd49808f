"""Cursors: ours come back as they went, and everything else is refused in a sentence."""

from __future__ import annotations

import base64
import contextlib
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from palabre.plumbing import paging
from palabre.plumbing.errors import Refused

BOUNDS = settings(max_examples=400, deadline=None, derandomize=True, database=None)
KINDS: list[tuple[type, ...]] = [(int,), (str,), (str, int), ()]
NUMBERS = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)


@BOUNDS
@given(text=st.text(st.characters(exclude_categories=["Cs"])), number=NUMBERS)
def test_a_cursor_of_ours_comes_back_as_it_went(text: str, number: int) -> None:
    cursor = paging.encode([text, number])
    assert paging.decode(cursor, kinds=(str, int)) == [text, number]
    assert cursor.isascii()
    assert "=" not in cursor


@BOUNDS
@given(cursor=st.text(max_size=60), kinds=st.sampled_from(KINDS))
@example(cursor="A", kinds=(int,))
@example(cursor="\0", kinds=(int,))
@example(cursor="\ud800", kinds=(int,))
@example(cursor="é" * 9, kinds=(int,))
@example(cursor=base64.urlsafe_b64encode(b"[" * 100_000).decode(), kinds=(int,))
@example(cursor=base64.urlsafe_b64encode(b"[" + b"9" * 5000 + b"]").decode(), kinds=(int,))
@example(cursor=base64.urlsafe_b64encode(b"[NaN]").decode(), kinds=(int,))
def test_junk_is_refused_and_nothing_else(cursor: str, kinds: tuple[type, ...]) -> None:
    with contextlib.suppress(Refused):
        values = paging.decode(cursor, kinds=kinds)
        assert [type(value) for value in values] == list(kinds)


@BOUNDS
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=6,
    ),
    kinds=st.sampled_from(KINDS),
)
def test_a_cursor_of_other_content_is_refused(content: object, kinds: tuple[type, ...]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    with contextlib.suppress(Refused):
        values = paging.decode(cursor, kinds=kinds)
        assert [type(value) for value in values] == list(kinds)
        assert all(abs(value) < 2**63 for value in values if isinstance(value, int))


@pytest.mark.parametrize("values", [[True], [1.0], ["1"], [None], [2**63], [-(2**63)], [1, 2], []])
def test_a_number_is_a_number_that_the_database_can_hold(values: list[object]) -> None:
    with pytest.raises(Refused) as refusal:
        paging.decode(paging.encode(values), kinds=(int,))
    assert refusal.value.status == 422
