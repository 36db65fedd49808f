"""A place that was swept at once: the removals of every message that stood there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import connection

from palabre.channels.events import FactReceived
from palabre.connectors.facts import Arrived, Place, Removed, Swept
from palabre.engine.vocabulary import Kind

MOST = 20_000
STANDING = """
    select m.external_id from inbox_message m
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where m.workspace_id = %s and m.account_id = %s and s.account_id = m.account_id
        and s.external_id = %s and m.sent_at <= %s and m.deleted_at is null
        and (%s = '' or i.external_id = %s)
    order by m.id desc limit %s
"""


def sweep(workspace: int, received: Sequence[FactReceived]) -> Sequence[FactReceived]:
    """Put the removals that a sweep means in its place; nothing else changes."""
    if not any(isinstance(one.fact, Swept) for one in received):
        return received
    told: list[FactReceived] = []
    for one in received:
        if isinstance(one.fact, Swept):
            told += _removals(workspace, one, one.fact, told)
        else:
            told.append(one)
    return told


def _removals(
    workspace: int, one: FactReceived, swept: Swept, before: Sequence[FactReceived]
) -> Iterator[FactReceived]:
    place = Place(Kind.COMMENT, surface=swept.place.surface)
    ids = dict.fromkeys(
        [*_stored(workspace, one.account, swept), *_fresh(one.account, swept, before)]
    )
    for id in ids:
        yield replace(one, fact=Removed(id, place, swept.at))


def _stored(workspace: int, account: int, swept: Swept) -> Iterator[str]:
    author = swept.author_id
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING,
            [workspace, account, swept.place.surface, swept.at, author, author, MOST],
        )
        yield from (row[0] for row in cursor.fetchall())


def _fresh(account: int, swept: Swept, before: Sequence[FactReceived]) -> Iterator[str]:
    """Give what stood there and came in the same batch, ahead of the sweep."""
    for one in before:
        fact = one.fact
        if one.account != account or not isinstance(fact, Arrived):
            continue
        is_there = fact.place.surface == swept.place.surface and fact.sent_at <= swept.at
        if is_there and swept.author_id in {"", fact.author_id}:
            yield fact.external_id
