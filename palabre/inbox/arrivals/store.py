"""Reads and writes the messages of a batch in sets, a few queries whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from palabre.inbox.arrivals.rows import Row

LOAD = """
    select m.id, m.account_id, m.external_id, m.kind, m.thread_id, m.surface_id, m.identity_id,
        m.direction, m.parent_external_id, m.text, m.text_rank, m.text_at, m.sent_at,
        m.received_at, m.is_complete, m.is_hidden, m.hidden_at, m.deleted_at, m.rating,
        m.verdict, m.reviewed_at is not null
    from unnest(%s::bigint[], %s::text[]) wanted (account, external)
    join inbox_message m on m.workspace_id = %s
        and m.account_id = wanted.account and m.external_id = wanted.external
    order by m.id for update of m
"""
INSERT = """
    insert into inbox_message (workspace_id, account_id, external_id, kind, thread_id, surface_id,
        identity_id, direction, parent_external_id, text, text_rank, text_at, sent_at,
        received_at, is_complete, is_hidden, hidden_at, is_liked, deleted_at, state, rating,
        verdict)
    select %s, a, e, k, th, su, i, d, p, t, tr, ta, sa, ra, c, h, ha, false, de, st, ro, ''
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::text[], %s::text[], %s::text[], %s::smallint[], %s::timestamptz[], %s::timestamptz[],
        %s::timestamptz[], %s::bool[], %s::bool[], %s::timestamptz[], %s::timestamptz[],
        %s::text[], %s::smallint[])
        u (a, e, k, th, su, i, d, p, t, tr, ta, sa, ra, c, h, ha, de, st, ro)
    returning id, account_id, external_id
"""
UPDATE = """
    update inbox_message m set thread_id = th, surface_id = su, identity_id = i, direction = d,
        parent_external_id = p, text = t, text_rank = tr, text_at = ta, sent_at = sa,
        is_complete = c, is_hidden = h, hidden_at = ha, deleted_at = de, state = st, rating = ro,
        kind = k
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::text[], %s::text[], %s::text[], %s::smallint[], %s::timestamptz[], %s::timestamptz[],
        %s::timestamptz[], %s::bool[], %s::bool[], %s::timestamptz[], %s::timestamptz[],
        %s::text[], %s::smallint[])
        u (a, e, k, th, su, i, d, p, t, tr, ta, sa, ra, c, h, ha, de, st, ro)
    where m.workspace_id = %s and m.account_id = a and m.external_id = e
"""
REVISE = """
    insert into inbox_revision (workspace_id, message_id, rank, at, text)
    select %s, m, r, a, t
    from unnest(%s::bigint[], %s::smallint[], %s::timestamptz[], %s::text[]) u (m, r, a, t)
    on conflict do nothing
"""
INDEX = """
    insert into inbox_search (workspace_id, message_id, document)
    select %s, m, palabre_document(t) from unnest(%s::bigint[], %s::text[]) u (m, t)
    on conflict (workspace_id, message_id) do update set document = excluded.document
"""


def load(workspace: int, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Row]:
    """Return the stored messages among these, locked until the transaction ends."""
    wanted = list(keys)
    rows: dict[tuple[int, str], Row] = {}
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [[k[0] for k in wanted], [k[1] for k in wanted], workspace])
        for found in cursor.fetchall():
            row = _row(found)
            rows[row.key] = row
    return rows


def write(workspace: int, rows: Sequence[Row]) -> None:
    """Insert the new messages, update the changed ones, keep revisions and the search index."""
    fresh = [row for row in rows if not row.id]
    known = [row for row in rows if row.id and (row.is_changed or row.moves)]
    with connection.cursor() as cursor:
        if fresh:
            cursor.execute(INSERT, [workspace, *_columns(fresh)])
            ids = {(account, external): id for id, account, external in cursor.fetchall()}
            for row in fresh:
                row.id = ids[row.key]
        if known:
            cursor.execute(UPDATE, [*_columns(known), workspace])
        _write_texts(cursor, workspace, rows)


def _write_texts(cursor: Any, workspace: int, rows: Sequence[Row]) -> None:
    revisions = [(row.id, *revision) for row in rows for revision in row.revisions]
    if revisions:
        cursor.execute(REVISE, [workspace, *map(list, zip(*revisions, strict=True))])
    words = [(row.id, row.text) for row in rows if row.has_new_text and row.text]
    if words:
        cursor.execute(INDEX, [workspace, *map(list, zip(*words, strict=True))])


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    values = [
        (
            row.account, row.external_id, row.kind, row.thread, row.surface, row.identity,
            row.direction, row.parent, row.text, max(row.text_rank, 0),
            row.text_at or row.sent_at, row.sent_at, row.received_at, row.is_complete,
            row.is_hidden, row.hidden_at, row.deleted_at, row.state, row.rating,
        )
        for row in rows
    ]  # fmt: skip
    return [list(column) for column in zip(*values, strict=True)]


def _row(found: Sequence[Any]) -> Row:
    (
        id, account, external_id, kind, thread, surface, identity, direction, parent, text,
        text_rank, text_at, sent_at, received_at, is_complete, is_hidden, hidden_at, deleted_at,
        rating, verdict, is_reviewed,
    ) = found  # fmt: skip
    return Row(
        account=account, external_id=external_id, kind=kind, id=id, thread=thread,
        surface=surface, identity=identity, direction=direction, parent=parent, text=text,
        text_rank=text_rank if is_complete else -1, text_at=text_at if is_complete else None,
        sent_at=sent_at, received_at=received_at, is_complete=is_complete, is_hidden=is_hidden,
        hidden_at=hidden_at, deleted_at=deleted_at, rating=rating, verdict=verdict,
        is_reviewed=is_reviewed,
    )  # fmt: skip
