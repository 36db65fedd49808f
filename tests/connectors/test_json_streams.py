"""Objects that come down a stream are told apart wherever the network's pieces end."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palabre.connectors.json_streams import split

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=6)


@given(OBJECTS, st.sampled_from([None, 2]), st.booleans(), st.data())
def test_objects_are_found_wherever_the_pieces_end(
    told: list[dict[str, Any]], indent: int | None, is_array: bool, data: st.DataObject
) -> None:
    written = [json.dumps(one, indent=indent, ensure_ascii=False) for one in told]
    text = "[" + ",\n".join(written) + "\n]" if is_array else "\n".join(written)
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)))) | {0, len(text)})
    found: list[dict[str, Any]] = []
    waiting = ""
    for start, end in pairwise(ends):
        more, waiting = split(waiting + text[start:end])
        found += more
    assert (found, waiting) == (told, "")


def test_what_is_no_object_is_passed_over_and_what_is_no_json_waits() -> None:
    assert split('[1, "a", {"b": 2}, [], null]') == ([{"b": 2}], "")
    assert split("<html>") == ([], "<html>")
