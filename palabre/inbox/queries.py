"""Questions about conversations: lists by cursor, one thread, counters, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from palabre.channels.models import Account
from palabre.inbox.search import Found, find_threads
from palabre.inbox.understanding.store import FIELDS
from palabre.inbox.view_queries import (
    ASLEEP_COUNT,
    MENTIONS_COUNT,
    NETWORK_COUNT,
    OWN_COUNT,
    OWN_VIEWS,
    VIEW_NAMES,
    VIEWS,
)
from palabre.people.finding import search_people
from palabre.plumbing import paging
from palabre.plumbing.errors import Refused

THREADS = """
    select t.id, t.account_id, a.network, a.name as account_name, t.kind, t.key, t.is_open,
        t.needs_answer, t.needs_review, t.has_hidden, t.messages, t.last_at, t.last_text,
        t.last_author, t.last_inbound_at, t.person_id, p.name as person_name,
        t.surface_id, s.external_id as surface, s.text as surface_text,
        s.picture as surface_picture, t.assignee, t.assigned_at,
        case when t.snoozed_until > now() then t.snoozed_until end as snoozed_until,
        coalesce(w.name, '') as assignee_name, t.risks, t.is_urgent, t.lang, t.mood, t.intent,
        t.own_intent
    from inbox_thread t
    join channels_account a on a.workspace_id = t.workspace_id and a.id = t.account_id
    join inbox_surface s on s.workspace_id = t.workspace_id and s.id = t.surface_id
    left join people_person p on p.workspace_id = t.workspace_id and p.id = t.person_id
    left join workspaces_member w on w.id = t.assignee
    where t.workspace_id = %(workspace)s
"""
MESSAGES = f"""
    select m.id, a.network, a.key as account, a.id as account_id, m.thread_id, m.kind,
        m.external_id, m.parent_external_id, s.external_id as surface_external_id, m.direction,
        coalesce(i.external_id, '') as author_external_id, coalesce(i.name, '') as author_name,
        i.person_id, m.text, m.rating, m.state, m.sent_at, m.received_at, m.text_rank, m.is_liked,
        m.reviewed_at, m.verdict, d.because, d.charter, d.by as decided_by, d.at as decided_at,
        m.deleted_at, d.measures, {FIELDS}
    from inbox_message m
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    left join moderation_decision d on d.workspace_id = m.workspace_id and d.id = m.decision_id
    left join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
    where m.workspace_id = %(workspace)s
"""
COUNT = "select count(*) as count from inbox_thread t where t.workspace_id = %(workspace)s"
CONDITIONS: Mapping[str, str] = {
    "account": "t.account_id = %(account)s",
    "accounts": "t.account_id = any(%(accounts)s::bigint[])",
    "kind": "t.kind = %(kind)s",
    "person": "t.person_id = %(person)s",
    "people": "t.person_id = any(%(people)s::bigint[])",
    "assignee": "t.assignee = %(assignee)s",
    "since": "t.last_at >= %(since)s",
    "until": "t.last_at < %(until)s",
    "found": "t.id = any(%(found)s::bigint[])",
    "label": "t.id = any(%(labelled)s::bigint[])",
    "verdict": "t.id = any(%(decided)s::bigint[])",
    "risk": "not (t.risks = '{}') and %(risk)s = any(t.risks)",
    "urgent": "t.is_urgent",
    "intent": "t.intent = %(intent)s",
    "own": "t.own_intent not in ('', 'none') and t.own_intent = %(own)s",
    "mood": "t.mood = %(mood)s",
    "lang": "t.lang = %(lang)s",
}
"""What each filter asks of a thread."""
ASKED = tuple(name for name in CONDITIONS if name not in {"accounts", "people", "found"})
"""The filters that stand in a `Filter` as they are asked."""
FEW = 2_000
FEW_OF: Mapping[str, str] = {
    "label": """select m.thread_id from inbox_label l
        join inbox_message m on m.workspace_id = l.workspace_id and m.id = l.message_id
        where l.workspace_id = %(workspace)s and l.name = %(label)s limit %(few)s""",
    "verdict": """select m.thread_id from inbox_message m
        where m.workspace_id = %(workspace)s and m.verdict = %(verdict)s limit %(few)s""",
}
MANY_OF: Mapping[str, str] = {
    "label": """(select true from inbox_message m
        join inbox_label l on l.workspace_id = m.workspace_id and l.message_id = m.id
        where m.workspace_id = %(workspace)s and m.thread_id = t.id and l.name = %(label)s
        limit 1)""",
    "verdict": """(select true from inbox_message m where m.workspace_id = %(workspace)s
        and m.thread_id = t.id and m.verdict = %(verdict)s limit 1)""",
}
"""What is asked of the messages: few threads are named, many are asked in the list's own order.

The planner cannot know which it will be, and to guess wrong costs seconds on a full desk.
"""
FOUND_AS: Mapping[str, str] = {"label": "labelled", "verdict": "decided"}
NOBODY = 0
"""The assignee of conversations that are nobody's, in a filter."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next ones, empty at the end.

    Rows found by words have the latest message that holds them, `match`; `is_cut` says that the
    search looked at the latest messages only, and `found` how many rows there are on all pages.
    """

    items: Sequence[dict[str, Any]]
    next: str
    found: int | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Which threads a list shows. `member` is who asks: their own views need it.

    `verdict` is what was decided on a message of the thread; `since` and `until` bound the time of
    its last message, the end excluded. `person_name` means all people who are called so. `risk` is
    a label that a message raised; `intent`, `mood` and `lang` are those of the person's last one.
    """

    view: str = "all"
    account: int | None = None
    search: str = ""
    member: int | None = None
    label: str = ""
    network: str = ""
    kind: str = ""
    verdict: str = ""
    risk: str = ""
    urgent: bool | None = None
    intent: str = ""
    own: str = ""
    mood: str = ""
    lang: str = ""
    person: int | None = None
    person_name: str = ""
    assignee: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_threads(workspace: int, which: Filter, *, cursor: str = "", limit: int = 50) -> Page:
    """Return a workspace's threads, the latest first."""
    if which.view not in VIEW_NAMES:
        raise Refused(f"The views are {', '.join(VIEW_NAMES)}.", status=422)
    found = find_threads(workspace, which.search) if which.search else Found()
    conditions, values = _conditions(workspace, which, found)
    where = " and ".join(["", *conditions])
    count = None
    if which.search:
        count = fetch(COUNT + where, values)[0]["count"]
    if cursor:
        at, id = paging.decode(cursor, kinds=(str, int))
        where += " and (t.last_at, t.id) < (%(at)s::timestamptz, %(id)s)"
        values |= {"at": _time(at), "id": id}
    values["limit"] = limit + 1
    order = " order by t.last_at desc, t.id desc limit %(limit)s"
    rows = fetch(THREADS + where + order, values)
    for row in rows:
        row["match"] = found.messages.get(row["id"])
    page = _page(rows, limit, lambda row: [row["last_at"].isoformat(), row["id"]])
    return replace(page, found=count, is_cut=found.is_cut)


def _conditions(workspace: int, which: Filter, found: Found) -> tuple[list[str], dict[str, Any]]:
    """Return what a filter asks of a thread, and the values it asks with."""
    values: dict[str, Any] = {"workspace": workspace, "member": which.member}
    asked: dict[str, Any] = {
        name: getattr(which, name) for name in ASKED if getattr(which, name) not in {None, ""}
    }
    if which.network:
        of = Account.objects.filter(workspace_id=workspace, network=which.network)
        asked["accounts"] = list(of.values_list("pk", flat=True))
    if which.person_name:
        asked["people"] = search_people(workspace, which.person_name)
    if which.search:
        asked["found"] = list(found.messages)
    conditions = [(VIEWS | OWN_VIEWS)[which.view]]
    for name in asked:
        condition = CONDITIONS[name]
        if name in FEW_OF:
            condition = _of_messages(name, values | asked, values)
        if name == "assignee" and which.assignee == NOBODY:
            condition = "t.assignee is null"
        conditions.append(condition)
    return conditions, values | asked


def _of_messages(name: str, asked: Mapping[str, Any], values: dict[str, Any]) -> str:
    """Return the condition for few or for many threads; name the few in the values."""
    rows = fetch(FEW_OF[name], {**asked, "few": FEW})
    if len(rows) == FEW:
        return MANY_OF[name]
    values[FOUND_AS[name]] = sorted({row["thread_id"] for row in rows})
    return CONDITIONS[name]


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


def list_surfaces(workspace: int, *, cursor: str = "", limit: int = 100) -> Page:
    """Return a workspace's surfaces, the latest first."""
    query = (
        "select s.id, s.account_id, a.key as account, a.network, s.kind, s.external_id, s.text, "
        "s.address, s.picture, s.published_at, s.likes, s.comments, s.shares "
        "from inbox_surface s join channels_account a "
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
    query += " union all " + ASLEEP_COUNT + " union all " + NETWORK_COUNT
    counters = dict.fromkeys(("all", "open", "answer", "review", "hidden", "unassigned"), 0)
    if member is not None:
        query += " union all " + OWN_COUNT + " union all " + MENTIONS_COUNT
        counters |= dict.fromkeys(OWN_VIEWS, 0)
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
