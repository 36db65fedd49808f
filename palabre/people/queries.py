"""Questions about people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from palabre.people.finding import find_person, search_people
from palabre.people.languages import detect_language
from palabre.plumbing import paging

PEOPLE = """
    select p.id, g.name, g.language, g.language_by, g.first_seen_at, i.identities, t.tags,
        t.flags, k.strikes
    from people_person p
    cross join lateral (
        select array_agg(g.id) as same, min(g.first_seen_at) as first_seen_at,
            coalesce((array_agg(g.name order by g.id <> p.id, g.id)
                filter (where g.name <> ''))[1], '') as name,
            coalesce((array_agg(g.language order by g.id <> p.id, g.id)
                filter (where g.language <> ''))[1], '') as language,
            coalesce((array_agg(g.language_by order by g.id <> p.id, g.id)
                filter (where g.language <> ''))[1], '') as language_by
        from people_person g where g.workspace_id = p.workspace_id
            and (g.id = p.id or g.merged_into_id = p.id)
    ) g
    cross join lateral (
        select coalesce(json_agg(json_build_object('network', i.network, 'account_id',
            i.account_id, 'account', a.name, 'is_square', a.base_url <> '', 'external_id',
            i.external_id, 'name', i.name, 'member_since', i.member_since)
            order by i.id), '[]')::text as identities
        from people_identity i
        join channels_account a on a.workspace_id = i.workspace_id and a.id = i.account_id
        where i.workspace_id = p.workspace_id and i.person_id = p.id
    ) i
    cross join lateral (
        select coalesce(array_agg(distinct t.name) filter (where not t.is_flag), '{}') as tags,
            coalesce(array_agg(distinct t.name) filter (where t.is_flag), '{}') as flags
        from people_tag t where t.workspace_id = p.workspace_id and t.person_id = any(g.same)
            and (t.expires_at is null or t.expires_at > now())
    ) t
    cross join lateral (
        select coalesce(sum(k.amount), 0) as strikes from people_strike k
        where k.workspace_id = p.workspace_id and k.person_id = any(g.same)
            and k.withdrawn_at is null and (k.expires_at is null or k.expires_at > now())
    ) k
    where p.workspace_id = %(workspace)s and p.merged_into_id is null
"""
TAGGED = """
    and p.id = any(select coalesce(h.merged_into_id, h.id) from people_tag t
        join people_person h on h.workspace_id = t.workspace_id and h.id = t.person_id
        where t.workspace_id = %(workspace)s and t.is_flag = %({flag})s and t.name = %({name})s
            and (t.expires_at is null or t.expires_at > now()))
"""
ON_NETWORK = """
    and exists (select 1 from people_identity i where i.workspace_id = p.workspace_id
        and i.person_id = p.id and i.network = %(network)s)
"""
FIGURES = """
    select count(*) as messages, max(m.sent_at) as last_seen_at, min(m.sent_at) as first_sent_at,
        count(*) filter (where m.state in ('hidden', 'held')) as hidden,
        count(*) filter (where exists (select 1 from inbox_message o
            where o.workspace_id = m.workspace_id and o.thread_id = m.thread_id
            and o.direction = 'out' and o.sent_at >= m.sent_at)) as answered
    from people_identity i
    join inbox_message m on m.workspace_id = i.workspace_id and m.identity_id = i.id
    where i.workspace_id = %(workspace)s and i.person_id = %(person)s and m.direction = 'in'
"""
TEXTS = """
    select m.id, m.thread_id, m.text, m.sent_at from people_identity i
    cross join lateral (
        select m.id, m.thread_id, m.text, m.sent_at from inbox_message m
        where m.workspace_id = i.workspace_id and m.identity_id = i.id and m.direction = 'in'
        order by m.sent_at desc, m.id desc limit %(most)s
    ) m
    where i.workspace_id = %(workspace)s and i.person_id = %(person)s
    order by m.sent_at desc, m.id desc limit %(most)s
"""
HEARD = 30
"""How many of the latest messages tell a person's language."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people a list shows. `flag` is vip or influencer."""

    words: str = ""
    tag: str = ""
    flag: str = ""
    network: str = ""


def list_people(
    workspace: int, wanted: Wanted | None = None, *, cursor: str = "", limit: int = 100
) -> tuple[list[dict[str, Any]], str]:
    """Return people with what is known of them, the latest met first, and the next cursor."""
    wanted = wanted or Wanted()
    query = PEOPLE
    values: dict[str, Any] = {"workspace": workspace, "limit": limit + 1}
    if wanted.words:
        query += " and p.id = any(%(found)s::bigint[])"
        values["found"] = search_people(workspace, wanted.words)
    for name, is_flag in (("tag", False), ("flag", True)):
        if getattr(wanted, name):
            query += TAGGED.format(flag=f"is_{name}", name=name)
            values |= {f"is_{name}": is_flag, name: getattr(wanted, name)}
    if wanted.network:
        query += ON_NETWORK
        values["network"] = wanted.network
    if cursor:
        (values["id"],) = paging.decode(cursor, kinds=(int,))
        query += " and p.id < %(id)s"
    rows = fetch(query + " order by p.id desc limit %(limit)s", values)
    following = paging.encode([rows[limit - 1]["id"]]) if len(rows) > limit else ""
    return [_readable(row) for row in rows[:limit]], following


def get_person(workspace: int, person: int) -> dict[str, Any]:
    """Return one person, or who stands for them, with figures; `Refused` when not here."""
    row = summarise(workspace, find_person(workspace, person).pk)
    values = {"workspace": workspace, "person": row["id"]}
    (figures,) = fetch(FIGURES, values)
    first = figures.pop("first_sent_at") or row["first_seen_at"]
    row["first_seen_at"] = min(first, row["first_seen_at"])
    row["detected_language"] = detect_language(list_texts(workspace, row["id"], most=HEARD))
    return row | figures


def summarise(workspace: int, person: int) -> dict[str, Any]:
    """Return what the list tells of one person, who stands for themselves."""
    (row,) = fetch(PEOPLE + " and p.id = %(person)s", {"workspace": workspace, "person": person})
    return _readable(row)


def list_texts(workspace: int, person: int, *, most: int) -> list[str]:
    """Return a person's latest texts, the latest first."""
    return [row["text"] for row in list_latest(workspace, person, most=most)]


def list_latest(workspace: int, person: int, *, most: int) -> list[dict[str, Any]]:
    """Return id, conversation, text and time of a person's latest messages."""
    return fetch(TEXTS, {"workspace": workspace, "person": person, "most": most})


def fetch(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(query, dict(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    identities: Sequence[Any] = json.loads(row["identities"])
    for one in identities:
        since = one["member_since"]
        one["member_since"] = datetime.fromisoformat(since) if since else None
    return row | {"identities": identities}
