"""Words searched in conversations: which messages hold them, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from palabre.inbox.marks import Piece, cut

MOST = 300
"""The latest messages that a search looks at."""
LONGEST = 200
START, STOP = "\x01", "\x02"
BEFORE, AROUND = 32, 180
FIND = """
    select m.thread_id, max(m.id), sum(count(*)) over ()
    from palabre_search(%(words)s, %(most)s) f
    join inbox_message m on m.workspace_id = f.workspace_id and m.id = f.message_id
    where f.workspace_id = %(workspace)s group by m.thread_id
"""
MARK = r"""
    select m.id, w.text,
        ts_headline('palabre_french', w.text, q.french, %(how)s),
        ts_headline('palabre_english', w.text, q.english, %(how)s)
    from (select websearch_to_tsquery('palabre_french', %(words)s) as french,
        websearch_to_tsquery('palabre_english', %(words)s) as english) q
    cross join inbox_message m
    join inbox_search s on s.workspace_id = m.workspace_id and s.message_id = m.id
    cross join lateral (select translate(m.text, E'\x01\x02', '  ') as text) w
    where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::bigint[])
        and s.document @@ (q.french || q.english)
"""
HOW = f'HighlightAll=true, StartSel="{START}", StopSel="{STOP}"'

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The latest message with the words of each conversation; `is_cut` when there may be more."""

    messages: Mapping[int, int] = field(default_factory=dict)
    is_cut: bool = False


def find_threads(workspace: int, words: str, *, most: int = MOST) -> Found:
    """Return the threads of the latest messages with these words, stems and accents aside."""
    values: dict[str, Any] = {"workspace": workspace, "words": words[:LONGEST], "most": most}
    with connection.cursor() as cursor:
        cursor.execute(FIND, values)
        rows = cursor.fetchall()
    return Found(
        {thread: message for thread, message, _ in rows}, bool(rows) and rows[0][2] >= most
    )


def mark_words(workspace: int, messages: Iterable[int], words: str) -> dict[int, list[Span]]:
    """Return where the words stand in the texts of those of these messages that hold them.

    Spans are of code points, in order, the end excluded. Each language's dictionary marks a copy
    of the text between control characters; a copy that says anything else than the text is left.
    """
    wanted = list(messages)
    if not words or not wanted:
        return {}
    values: dict[str, Any] = {"workspace": workspace, "words": words[:LONGEST], "how": HOW}
    values["messages"] = wanted
    with connection.cursor() as cursor:
        cursor.execute(MARK, values)
        rows = cursor.fetchall()
    return {
        message: sorted({span for copy in copies for span in _spans(text, copy)})
        for message, text, *copies in rows
    }


def _spans(text: str, copy: str) -> list[Span]:
    """Return what a marked copy of a text marks; nothing when it is no copy of it."""
    spans: list[Span] = []
    at, begun = 0, 0
    for piece in re.split(f"([{START}{STOP}])", copy):
        if piece == START:
            begun = at
        elif piece == STOP:
            spans.append((begun, at))
        else:
            at += len(piece)
    return spans if copy.replace(START, "").replace(STOP, "") == text else []


def excerpt(text: str, spans: Sequence[Sequence[int]]) -> list[Piece]:
    """Return the part of a text around its first marked word, with the words in it marked."""
    first = min((span[0] for span in spans), default=0)
    start = first - BEFORE
    if start > 0:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    start = max(start, 0)
    shown = text[start : start + AROUND]
    inside = [(max(a - start, 0), b - start) for a, b in spans if b > start]
    pieces = cut(shown, inside)
    if start:
        pieces = [Piece("… ", is_marked=False), *pieces]
    if start + AROUND < len(text):
        pieces.append(Piece("…", is_marked=False))
    return pieces
