"""What a conversation shows: branches in order, the words of a rule marked."""

from __future__ import annotations

from typing import Any

from palabre.inbox.branches import order_in_branches
from palabre.inbox.marks import cut


def row(name: str, parent: str = "") -> dict[str, Any]:
    """Return a message by its name."""
    return {"external_id": name, "parent_external_id": parent}


def told(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return names with their depth."""
    return [(one["external_id"], depth) for one, depth in order_in_branches(rows)]


def test_answers_stand_under_what_they_answer() -> None:
    rows = [row("a"), row("b"), row("a1", "a"), row("b1", "b"), row("a11", "a1"), row("a2", "a")]
    assert told(rows) == [("a", 0), ("a1", 1), ("a11", 2), ("a2", 1), ("b", 0), ("b1", 1)]


def test_an_answer_to_what_is_not_shown_stands_at_the_top() -> None:
    assert told([row("a1", "gone"), row("b")]) == [("a1", 0), ("b", 0)]


def test_messages_that_answer_each_other_are_shown_once() -> None:
    assert told([row("a", "b"), row("b", "a"), row("c", "c")]) == [("c", 0), ("a", 0), ("b", 0)]


def test_deep_branches_keep_their_room() -> None:
    rows = [row(str(n), str(n - 1) if n else "") for n in range(6)]
    assert [depth for _, depth in told(rows)] == [0, 1, 2, 3, 3, 3]


def test_marks_count_code_points_and_overlaps_join() -> None:
    pieces = cut("🥖 pauvre type, vraiment", [[2, 13], [9, 13], [40, 50]])
    assert [(one.text, one.is_marked) for one in pieces] == [
        ("🥖 ", False),
        ("pauvre type", True),
        (", vraiment", False),
    ]


def test_a_text_without_marks_is_one_piece() -> None:
    assert [one.text for one in cut("", [])] == [""]
    assert [one.text for one in cut("Bonjour", [[3, 3], [9, 12]])] == ["Bonjour"]
