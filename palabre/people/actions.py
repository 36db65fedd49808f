"""What happens to people as they write: they are met for the first time, or named.

What a team does with people stands beside: knowledge.py, strikes.py, merging.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

MEET = """
    with wanted as (
        select * from unnest(%(accounts)s::bigint[], %(networks)s::text[], %(externals)s::text[],
            %(names)s::text[], %(since)s::timestamptz[])
            with ordinality u (account, network, external, name, since, place)
    ), missing as (
        select w.*, nextval(pg_get_serial_sequence('people_person', 'id')) as person
        from wanted w where not exists (
            select 1 from people_identity i where i.workspace_id = %(workspace)s
            and i.account_id = w.account and i.external_id = w.external)
    ), persons as (
        insert into people_person (id, workspace_id, name, language, first_seen_at)
        overriding system value
        select person, %(workspace)s, name, '', %(now)s from missing
    )
    insert into people_identity
        (workspace_id, person_id, home_id, account_id, network, external_id, name, member_since)
    select %(workspace)s, person, person, account, network, external, name, since from missing
"""
LEARN = """
    update people_identity i set name = case when i.name = '' then w.name else i.name end,
        member_since = coalesce(i.member_since, w.since)
    from unnest(%(accounts)s::bigint[], %(externals)s::text[], %(names)s::text[],
        %(since)s::timestamptz[]) w (account, external, name, since)
    where i.workspace_id = %(workspace)s and i.account_id = w.account
        and i.external_id = w.external
        and (i.name = '' and w.name <> '' or i.member_since is null and w.since is not null)
    returning i.home_id, i.name
"""
NAME_PERSONS = """
    update people_person p set name = w.name
    from unnest(%s::bigint[], %s::text[]) w (person, name)
    where p.workspace_id = %s and p.id = w.person and p.name = ''
"""
FIND = """
    select i.account_id, i.external_id, i.id, i.person_id, i.name
    from unnest(%(accounts)s::bigint[], %(externals)s::text[]) w (account, external)
    join people_identity i on i.workspace_id = %(workspace)s
        and i.account_id = w.account and i.external_id = w.external
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An identity with its person."""

    identity: int
    person: int
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a network told of somebody: their name, and since when they have the account."""

    name: str = ""
    since: datetime | None = None


def meet(
    *, workspace: int, people: Mapping[tuple[int, str, str], Told], now: datetime
) -> dict[tuple[int, str], Known]:
    """Return the identities of (account, network, external id), made where they are new.

    What the network told fills what was not known.
    """
    if not people:
        return {}
    keys = list(people)
    values: dict[str, Any] = {
        "workspace": workspace,
        "now": now,
        "accounts": [account for account, _, _ in keys],
        "networks": [network for _, network, _ in keys],
        "externals": [external for _, _, external in keys],
        "names": [people[key].name[:300] for key in keys],
        "since": [people[key].since for key in keys],
    }
    with connection.cursor() as cursor:
        cursor.execute(MEET, values)
        cursor.execute(LEARN, values)
        named = cursor.fetchall()
        if named:
            persons, given = [row[0] for row in named], [row[1] for row in named]
            cursor.execute(NAME_PERSONS, [persons, given, workspace])
        cursor.execute(FIND, values)
        return {
            (account, external): Known(identity, person, name)
            for account, external, identity, person, name in cursor.fetchall()
        }
