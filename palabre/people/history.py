"""Everything a person wrote, whatever the network, the latest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from palabre.people.queries import fetch
from palabre.plumbing import paging
from palabre.plumbing.errors import Refused

HISTORY = """
    select m.id, m.thread_id, m.kind, m.text, m.state, m.sent_at, a.network,
        a.name as account_name, s.text as surface_text, s.address as surface_address
    from people_identity i
    cross join lateral (
        select m.* from inbox_message m
        where m.workspace_id = i.workspace_id and m.identity_id = i.id and m.direction = 'in'
            {after}
        order by m.sent_at desc, m.id desc limit %(limit)s
    ) m
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    where i.workspace_id = %(workspace)s and i.person_id = %(person)s
    order by m.sent_at desc, m.id desc limit %(limit)s
"""
AFTER = "and m.sent_at <= %(at)s::timestamptz and (m.sent_at, m.id) < (%(at)s::timestamptz, %(id)s)"


def list_history(
    workspace: int, person: int, *, cursor: str = "", limit: int = 50
) -> tuple[list[dict[str, Any]], str]:
    """Return a person's messages, the latest first, and the next cursor."""
    values: dict[str, Any] = {"workspace": workspace, "person": person, "limit": limit + 1}
    if cursor:
        at, values["id"] = paging.decode(cursor, kinds=(str, int))
        values["at"] = _time(at)
    rows = fetch(HISTORY.format(after=AFTER if cursor else ""), values)
    if len(rows) <= limit:
        return rows, ""
    last = rows[limit - 1]
    return rows[:limit], paging.encode([last["sent_at"].isoformat(), last["id"]])


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Refused("This cursor is not one of ours.", status=422) from problem
