"""Questions about conversations: lists by cursor, one thread, counters, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from palabre.plumbing import paging
from palabre.plumbing.errors import Refused

AWAKE = "(t.snoozed_until is null or t.snoozed_until <= now())"
"""A snoozed conversation comes back by itself at its time, the transaction's own moment."""
VIEWS: Mapping[str, str] = {
    "all": "true",
    "open": f"t.is_open and {AWAKE}",
    "answer": f"t.is_open and t.needs_answer and {AWAKE}",
    "review": "t.needs_review",
    "hidden": "t.has_hidden",
    "closed": "not t.is_open",
    "unassigned": f"t.is_open and t.assignee is null and {AWAKE}",
    "snoozed": "t.is_open and t.snoozed_until > now()",
}
MINE = f"t.is_open and t.assignee = %(member)s and {AWAKE}"
"""The view of one member's own conversations, "mine": the same for whoever asks."""
VIEW_NAMES = (*VIEWS, "mine")
THREADS = """
    select t.id, t.account_id, a.network, a.name as account_name, t.kind, t.key, t.is_open,
        t.needs_answer, t.needs_review, t.has_hidden, t.messages, t.last_at, t.last_text,
        t.last_author, t.last_inbound_at, t.person_id, p.name as person_name,
        s.external_id as surface, s.text as surface_text, t.assignee, t.assigned_at,
        case when t.snoozed_until > now() then t.snoozed_until end as snoozed_until,
        coalesce(w.name, '') as assignee_name
    from inbox_thread t
    join channels_account a on a.workspace_id = t.workspace_id and a.id = t.account_id
    join inbox_surface s on s.workspace_id = t.workspace_id and s.id = t.surface_id
    left join people_person p on p.workspace_id = t.workspace_id and p.id = t.person_id
    left join workspaces_member w on w.id = t.assignee
    where t.workspace_id = %(workspace)s
"""
MESSAGES = """
    select m.id, a.network, a.key as account, a.id as account_id, m.thread_id, m.kind,
        m.external_id, m.parent_external_id, s.external_id as surface_external_id, m.direction,
        coalesce(i.external_id, '') as author_external_id, coalesce(i.name, '') as author_name,
        i.person_id, m.text, m.state, m.sent_at, m.received_at, m.text_rank, m.is_liked,
        m.reviewed_at, m.verdict, d.because, d.charter, d.by as decided_by, d.at as decided_at,
        m.deleted_at
    from inbox_message m
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    left join moderation_decision d on d.workspace_id = m.workspace_id and d.id = m.decision_id
    where m.workspace_id = %(workspace)s
"""
OWN_COUNT = f"""
    select 'mine', count(*) from inbox_thread t
    where t.workspace_id = %(workspace)s and {MINE}
"""
ASLEEP_COUNT = f"""
    select 'asleep ' || v.name, count(*) from inbox_thread t
    cross join lateral (values ('open', true), ('answer', t.needs_answer),
        ('unassigned', t.assignee is null)) v (name, holds)
    where t.workspace_id = %(workspace)s and {VIEWS["snoozed"]} and v.holds group by v.name
"""
LABELLED = """
    and t.id = any(select m.thread_id from inbox_label l
        join inbox_message m on m.workspace_id = l.workspace_id and m.id = l.message_id
        where l.workspace_id = %(workspace)s and l.name = %(label)s)
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next ones, empty at the end."""

    items: Sequence[dict[str, Any]]
    next: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which threads a list shows. `member` is who asks: the view "mine" needs it."""

    view: str = "all"
    account: int | None = None
    search: str = ""
    member: int | None = None
    label: str = ""


def list_threads(workspace: int, which: Filter, *, cursor: str = "", limit: int = 50) -> Page:
    """Return a workspace's threads, the latest first."""
    if which.view not in VIEW_NAMES:
        raise Refused(f"The views are {', '.join(VIEW_NAMES)}.", status=422)
    query = THREADS + f" and {VIEWS.get(which.view, MINE)}"
    values: dict[str, Any] = {"workspace": workspace, "limit": limit + 1}
    values["member"] = which.member
    if which.account is not None:
        query += " and t.account_id = %(account)s"
        values["account"] = which.account
    if which.search:
        query += " and t.id = any(%(found)s::bigint[])"
        values["found"] = find_threads(workspace, which.search)
    if which.label:
        query += LABELLED
        values["label"] = which.label
    if cursor:
        at, id = paging.decode(cursor, kinds=(str, int))
        query += " and (t.last_at, t.id) < (%(at)s::timestamptz, %(id)s)"
        values |= {"at": _time(at), "id": id}
    rows = fetch(query + " order by t.last_at desc, t.id desc limit %(limit)s", values)
    return _page(rows, limit, lambda row: [row["last_at"].isoformat(), row["id"]])


def get_thread(workspace: int, thread: int) -> dict[str, Any]:
    """Return one thread; `Refused` when the workspace has no such thread."""
    rows = fetch(THREADS + " and t.id = %(id)s", {"workspace": workspace, "id": thread})
    if not rows:
        raise Refused("This conversation is not here.", status=404)
    return rows[0]


def list_thread_messages(workspace: int, thread: int, *, most: int = 200) -> list[dict[str, Any]]:
    """Return the latest messages of a thread, the oldest first."""
    query = MESSAGES + " and m.thread_id = %(id)s order by m.sent_at desc, m.id desc limit %(most)s"
    rows = fetch(query, {"workspace": workspace, "id": thread, "most": most})
    return rows[::-1]


def list_messages(
    workspace: int, *, account: int | None = None, cursor: str = "", limit: int = 100
) -> Page:
    """Return a workspace's messages, the latest arrival first."""
    query, values = MESSAGES, {"workspace": workspace, "limit": limit + 1}
    if account is not None:
        query += " and m.account_id = %(account)s"
        values["account"] = account
    if cursor:
        (values["id"],) = paging.decode(cursor, kinds=(int,))
        query += " and m.id < %(id)s"
    rows = fetch(query + " order by m.id desc limit %(limit)s", values)
    return _page(rows, limit, lambda row: [row["id"]])


def get_message(workspace: int, message: int) -> dict[str, Any]:
    """Return one message; `Refused` when the workspace has no such message."""
    rows = fetch(MESSAGES + " and m.id = %(id)s", {"workspace": workspace, "id": message})
    if not rows:
        raise Refused("This message is not here.", status=404)
    return rows[0]


def find_threads(workspace: int, words: str, *, most: int = 300) -> list[int]:
    """Return the threads of the latest messages with these words, stems and accents aside."""
    query = (
        "select distinct m.thread_id from palabre_search(%(words)s, %(most)s) f "
        "join inbox_message m on m.workspace_id = f.workspace_id and m.id = f.message_id "
        "where f.workspace_id = %(workspace)s"
    )
    rows = fetch(query, {"workspace": workspace, "words": words[:200], "most": most})
    return [row["thread_id"] for row in rows]


def list_surfaces(workspace: int, *, cursor: str = "", limit: int = 100) -> Page:
    """Return a workspace's surfaces, the latest first."""
    query = (
        "select s.id, s.account_id, a.key as account, a.network, s.kind, s.external_id, s.text, "
        "s.address from inbox_surface s join channels_account a "
        "on a.workspace_id = s.workspace_id and a.id = s.account_id "
        "where s.workspace_id = %(workspace)s"
    )
    values: dict[str, Any] = {"workspace": workspace, "limit": limit + 1}
    if cursor:
        (values["id"],) = paging.decode(cursor, kinds=(int,))
        query += " and s.id < %(id)s"
    rows = fetch(query + " order by s.id desc limit %(limit)s", values)
    return _page(rows, limit, lambda row: [row["id"]])


def get_counters(workspace: int, *, member: int | None = None) -> dict[str, int]:
    """Return how many threads each view has: kept, less the snoozed, which an index has."""
    query = "select name, value from inbox_counter where workspace_id = %(workspace)s"
    query += " union all " + ASLEEP_COUNT
    counters = dict.fromkeys(("all", "open", "answer", "review", "hidden", "unassigned"), 0)
    if member is not None:
        query += " union all " + OWN_COUNT
        counters["mine"] = 0
    rows = fetch(query, {"workspace": workspace, "member": member})
    found = {row["name"]: row["value"] for row in rows}
    asleep = {name: found.pop(f"asleep {name}", 0) for name in ("open", "answer", "unassigned")}
    counters |= found
    counters |= {"closed": counters["all"] - counters["open"], "snoozed": asleep["open"]}
    return counters | {name: counters[name] - count for name, count in asleep.items()}


def fetch(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(query, dict(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _page(rows: list[dict[str, Any]], limit: int, place: Any) -> Page:
    if len(rows) <= limit:
        return Page(rows, "")
    return Page(rows[:limit], paging.encode(place(rows[limit - 1])))


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Refused("This cursor is not one of ours.", status=422) from problem
