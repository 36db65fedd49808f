"""What each member has read: new words of people since then make a conversation unread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

MARK = """
    insert into inbox_reading (workspace_id, thread_id, member, message)
    select m.workspace_id, m.thread_id, %s, max(m.id) from inbox_message m
    where m.workspace_id = %s and m.thread_id = %s and m.direction = 'in'
    group by m.workspace_id, m.thread_id
    on conflict (workspace_id, thread_id, member)
    do update set message = excluded.message where inbox_reading.message < excluded.message
"""
UNREAD = """
    select distinct m.thread_id from inbox_message m
    left join inbox_reading r on r.workspace_id = m.workspace_id
        and r.thread_id = m.thread_id and r.member = %s
    where m.workspace_id = %s and m.thread_id = any(%s::bigint[]) and m.direction = 'in'
        and m.state <> 'deleted' and m.received_at > %s and m.id > coalesce(r.message, 0)
"""


def mark_read(workspace: int, thread: int, *, member: int) -> None:
    """Note that a member has read all that people wrote in a conversation."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [member, workspace, thread])


def list_unread(
    workspace: int, threads: Sequence[int], *, member: int, since: datetime
) -> frozenset[int]:
    """Return which of these conversations hold words that a member has not read.

    `since` is when the member came: what was there before is nobody's debt.
    """
    if not threads:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [member, workspace, list(threads), since])
        return frozenset(row[0] for row in cursor.fetchall())
