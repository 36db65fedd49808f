"""The order in which a conversation is read: each message, then what answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from palabre.inbox.shown import ShownMessage, ShownNote

DEEPEST = 3
"""Deeper branches are shown at this depth, so that the text keeps its room."""


def order_in_branches(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], int]]:
    """Return messages with their depth; the oldest come first within a branch.

    A message whose parent is not in the list, or that answers in a circle, stands at the top.
    """
    known = {row["external_id"] for row in rows}
    answers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        parent = row["parent_external_id"]
        is_top = parent not in known or parent == row["external_id"]
        answers["" if is_top else parent].append(row)
    ordered: list[tuple[Mapping[str, Any], int]] = []
    seen: set[str] = set()
    waiting = [(row, 0) for row in reversed(answers[""])]
    while waiting:
        row, depth = waiting.pop()
        seen.add(row["external_id"])
        ordered.append((row, min(depth, DEEPEST)))
        waiting += [(one, depth + 1) for one in reversed(answers[row["external_id"]])]
    return ordered + [(row, 0) for row in rows if row["external_id"] not in seen]


def place_notes(
    shown: Sequence[ShownMessage], notes: Sequence[ShownNote]
) -> Sequence[ShownMessage | ShownNote]:
    """Return messages with each note after the last message that was sent before it."""
    after: dict[int, list[ShownNote]] = defaultdict(list)
    for note in notes:
        earlier = [n for n, one in enumerate(shown, 1) if one.row["sent_at"] <= note.at]
        after[max(earlier, default=0)].append(note)
    mixed: list[ShownMessage | ShownNote] = [*after[0]]
    for number, message in enumerate(shown, 1):
        mixed += [message, *after[number]]
    return mixed
