"""Which thread a message belongs to, also when its parents arrive after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from palabre.engine.vocabulary import Kind
from palabre.inbox.arrivals.rows import Row

SURFACES = """
    insert into inbox_surface as s (workspace_id, account_id, kind, external_id, text, address)
    select %s, a, k, e, t, d
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[]) u (a, k, e, t, d)
    on conflict (workspace_id, account_id, external_id) do update set
        text = case when s.text = '' then excluded.text else s.text end,
        address = case when s.address = '' then excluded.address else s.address end
    returning id, account_id, external_id
"""
FIND = """
    select t.account_id, t.key, t.id
    from unnest(%s::bigint[], %s::text[]) w (account, key)
    join inbox_thread t on t.workspace_id = %s and t.account_id = w.account and t.key = w.key
"""
INSERT = """
    insert into inbox_thread (workspace_id, account_id, surface_id, key, kind, person_id, is_open,
        needs_answer, needs_review, has_hidden, messages, last_at, last_text, last_author)
    select %s, a, s, k, ki, p, true, false, false, false, 0, l, '', ''
    from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[],
        %s::timestamptz[]) u (a, s, k, ki, p, l)
    returning account_id, key, id
"""
KEEP_ASSIGNMENT = """
    update inbox_thread t set assignee = f.assignee, assigned_at = f.assigned_at
    from inbox_thread f
    where t.workspace_id = %s and f.workspace_id = t.workspace_id and f.id = %s and t.id = %s
        and t.assignee is null and f.assignee is not null
"""

ThreadKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """A thread begun under a reply, found to belong to an older one."""

    thread: int
    into: int


def place_surfaces(workspace: int, rows: Sequence[Row]) -> None:
    """Give each row its surface's id, made where it is new."""
    wanted: dict[tuple[int, str], tuple[str, str, str]] = {}
    for row in rows:
        if row.place is None or (row.surface and not row.moves):
            continue
        kind = "inbox" if row.kind == Kind.MESSAGE else "post"
        known = wanted.get((row.account, row.place.surface), ("", "", ""))
        text, address = known[1] or row.place.surface_text, known[2] or row.place.surface_address
        wanted[(row.account, row.place.surface)] = (kind, text, address)
    if not wanted:
        return
    values = [(a, k, e, t, d) for (a, e), (k, t, d) in sorted(wanted.items())]
    with connection.cursor() as cursor:
        cursor.execute(SURFACES, [workspace, *map(list, zip(*values, strict=True))])
        ids = {(account, external): id for id, account, external in cursor.fetchall()}
    for row in rows:
        if row.place is not None and (not row.surface or row.moves):
            row.surface = ids[(row.account, row.place.surface)]


def thread_keys(rows: Mapping[tuple[int, str], Row]) -> dict[tuple[int, str], ThreadKey | int]:
    """Return, for each row without a settled thread, its thread's id or key.

    Private messages belong to the thread of their person, a comment to that of its first
    ancestor: the topmost one known, or the one that its parent's name promises.
    """
    found: dict[tuple[int, str], ThreadKey | int] = {}
    for row in rows.values():
        if row.thread and not row.moves:
            continue
        found[row.key] = _root(row, rows)
    return found


def _root(row: Row, rows: Mapping[tuple[int, str], Row]) -> ThreadKey | int:
    if row.kind == Kind.MESSAGE and row.place is not None:
        return row.account, f"person:{row.place.person}"
    seen = {row.external_id}
    while row.parent and row.parent not in seen:
        seen.add(row.parent)
        parent = rows.get((row.account, row.parent))
        if parent is None:
            return row.account, row.parent
        if parent.thread and not parent.moves:
            return parent.thread
        row = parent
    return row.account, row.external_id


def find_threads(workspace: int, keys: Sequence[ThreadKey]) -> dict[ThreadKey, int]:
    """Return the ids of the threads with these keys that exist."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [[k[0] for k in keys], [k[1] for k in keys], workspace])
        return {(account, key): id for account, key, id in cursor.fetchall()}


def open_threads(
    workspace: int, wanted: Mapping[ThreadKey, tuple[Row, int | None]], now: datetime
) -> dict[ThreadKey, int]:
    """Make threads; `wanted` maps each key to a row of it and, in private, its person."""
    values = [
        (account, row.surface, key, row.kind, person, row.sent_at or now)
        for (account, key), (row, person) in wanted.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [workspace, *map(list, zip(*values, strict=True))])
        return {(account, key): id for account, key, id in cursor.fetchall()}


def merge(workspace: int, merges: Sequence[Merge]) -> None:
    """Move the messages, acts and notes of each thread into the older one, and end it."""
    with connection.cursor() as cursor:
        for one in merges:
            for table in ("inbox_message", "channels_outboxact", "inbox_note"):
                cursor.execute(
                    f"update {table} set thread_id = %s where workspace_id = %s and thread_id = %s",
                    [one.into, workspace, one.thread],
                )
            cursor.execute(KEEP_ASSIGNMENT, [workspace, one.thread, one.into])
            cursor.execute(
                "delete from inbox_thread where workspace_id = %s and id = %s",
                [workspace, one.thread],
            )
