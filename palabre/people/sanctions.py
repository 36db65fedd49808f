"""What rules hold against people: strikes and notes with an end, and who stands how at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from palabre.workspaces.audit import Entry, write_audit

OF_SAME: Final = """
    from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) c (message, identity, sent)
    join people_identity i on i.workspace_id = %s and i.id = c.identity
    join people_person p on p.workspace_id = i.workspace_id
        and (p.id = i.person_id or p.merged_into_id = i.person_id)
"""
"""Messages with everybody who is held for the same as their author."""
STRIKES: Final = f"""
    select c.message, sum(k.amount) {OF_SAME}
    join people_strike k on k.workspace_id = p.workspace_id and k.person_id = p.id
        and k.withdrawn_at is null and k.at < c.sent and k.message_id is distinct from c.message
        and (k.expires_at is null or k.expires_at > c.sent)
    group by c.message
"""
NOTES: Final = f"""
    select c.message, t.is_flag, t.name {OF_SAME}
    join people_tag t on t.workspace_id = p.workspace_id and t.person_id = p.id
        and t.at < c.sent and (t.expires_at is null or t.expires_at > c.sent)
    order by c.message, t.name
"""
PERSONS: Final = (
    "select id, person_id from people_identity where workspace_id = %s and id = any(%s)"
)
NOTED: Final = """
    select i.external_id, i.id from unnest(%s::text[]) w (author)
    join people_identity i on i.workspace_id = %s and i.account_id = %s
        and i.external_id = w.author
    where exists (
        select 1 from people_person p
        where p.workspace_id = i.workspace_id
            and (p.id = i.person_id or p.merged_into_id = i.person_id)
            and (exists (select 1 from people_strike k
                    where k.workspace_id = p.workspace_id and k.person_id = p.id)
                or exists (select 1 from people_tag t
                    where t.workspace_id = p.workspace_id and t.person_id = p.id)))
"""
WITHDRAW: Final = """
    update people_strike k set withdrawn_by = %s, withdrawn_at = %s
    where k.workspace_id = %s and k.message_id = any(%s::bigint[]) and k.rule <> ''
        and k.withdrawn_at is null and not exists (
            select 1 from unnest(%s::bigint[], %s::text[]) g (message, rule)
            where g.message = k.message_id and g.rule = k.rule)
    returning k.person_id, k.id, k.message_id, k.rule
"""
STRIKE: Final = """
    insert into people_strike as k (workspace_id, person_id, by, at, reason, message_id,
        withdrawn_by, amount, expires_at, rule)
    select %s, p, %s, a, r, m, '', n, e, rule
    from unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[], %s::int[],
        %s::timestamptz[], %s::text[]) g (p, a, r, m, n, e, rule)
    on conflict (workspace_id, message_id, rule) where rule <> '' do update
        set withdrawn_by = '', withdrawn_at = null
        where k.withdrawn_by like 'charter:%%'
    returning k.person_id, k.id, k.message_id, k.rule
"""
NOTE: Final = """
    insert into people_tag as t (workspace_id, person_id, by, at, name, is_flag, expires_at)
    select distinct on (p, n) %s, p, %s, a, n, false, e
    from unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[]) g (p, a, n, e)
    order by p, n, e desc
    on conflict (workspace_id, person_id, is_flag, name) do update
        set expires_at = greatest(t.expires_at, excluded.expires_at)
        where t.expires_at is not null
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands when they write: strikes that hold, and what was noted of them."""

    strikes: int = 0
    labels: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sanction:
    """A strike or, with a `label`, a note about an author, that a rule gives for a message."""

    message: int
    identity: int
    rule: str
    reason: str
    at: datetime
    expires_at: datetime | None
    amount: int = 1
    label: str = ""


def list_standings(
    workspace: int, messages: Sequence[tuple[int, int, datetime | None]]
) -> dict[int, Standing]:
    """Return how the authors of messages stood when they sent them, where it was not plain.

    `messages` are their ids, the ids of their authors' identities, and their times.
    """
    if not messages:
        return {}
    values: list[Any] = [*map(list, zip(*messages, strict=True)), workspace]
    labels: dict[int, list[str]] = {}
    flags: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STRIKES, values)
        strikes = {message: int(amount) for message, amount in cursor.fetchall()}
        cursor.execute(NOTES, values)
        for message, is_flag, name in cursor.fetchall():
            (flags if is_flag else labels).setdefault(message, []).append(name)
    return {
        message: Standing(
            strikes.get(message, 0), tuple(labels.get(message, ())), tuple(flags.get(message, ()))
        )
        for message in {*strikes, *labels, *flags}
    }


def list_noted(workspace: int, account: int, authors: Collection[str]) -> dict[str, int]:
    """Return the identities of the authors of whom anything was ever held or noted."""
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [list(authors), workspace, account])
        return dict(cursor.fetchall())


def record_sanctions(
    workspace: int, judged: Sequence[int], given: Sequence[Sanction], *, by: str, now: datetime
) -> None:
    """Write what rules hold against the authors of the messages that were just decided on.

    A strike that a rule no longer gives for its message is withdrawn; one that a person withdrew
    stays so. What a rule notes of an author never shortens what the team noted.
    """
    persons = _find_persons(workspace, given)
    given = [one for one in given if one.identity in persons]
    strikes = [one for one in given if not one.label]
    notes = [one for one in given if one.label]
    keys: list[Any] = [[one.message for one in strikes], [one.rule for one in strikes]]
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, [by, now, workspace, list(judged), *keys])
        entries = _entries(cursor.fetchall(), "strike.withdrawn", by)
        if strikes:
            rows = [
                (persons[one.identity], one.at, one.reason[:500], one.message, one.amount,
                 one.expires_at, one.rule)
                for one in strikes
            ]  # fmt: skip
            cursor.execute(STRIKE, [workspace, by, *map(list, zip(*rows, strict=True))])
            entries += _entries(cursor.fetchall(), "strike", by)
        if notes:
            told = [(persons[one.identity], one.at, one.label, one.expires_at) for one in notes]
            cursor.execute(NOTE, [workspace, by, *map(list, zip(*told, strict=True))])
    write_audit(workspace, entries, now=now)


def _find_persons(workspace: int, given: Sequence[Sanction]) -> dict[int, int]:
    if not given:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PERSONS, [workspace, [one.identity for one in given]])
        return dict(cursor.fetchall())


def _entries(rows: Sequence[tuple[int, int, int, str]], action: str, by: str) -> list[Entry]:
    return [
        Entry(by, action, f"person:{person}", {"strike": id, "message": message, "rule": rule})
        for person, id, message, rule in rows
    ]
