"""Holding two persons for the same, and taking them apart again.

A merge adds one arrow, from a person to who stands for them, and an undone merge takes one
away. Who stands for whom follows from the arrows alone: so merges can be undone in any order,
and what arrived in between goes with its identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from palabre.people.events import IdentitiesMoved
from palabre.people.finding import find_person, list_same
from palabre.people.models import Identity, Merge, Person
from palabre.plumbing import events
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

BELOW = """
    with recursive below (id) as (
        select %(top)s::bigint
        union
        select m.merged_id from people_merge m join below b on b.id = m.person_id
        where m.workspace_id = %(workspace)s and m.undone_at is null
    )
    select id from below
"""
"""A person, and all whose arrows lead to them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons who are the same; the first one stands for both."""

    person: int
    other: int


def merge_people(*, workspace: int, pair: Pair, by: str, now: datetime) -> Merge:
    """Hold two persons for the same."""
    take_turn(workspace)
    person, other = find_person(workspace, pair.person), find_person(workspace, pair.other)
    if person.pk == other.pk:
        raise Refused("These two are held for the same person already.")
    merge = Merge.objects.create(
        workspace_id=workspace, person_id=person.pk, merged_id=other.pk, by=by, at=now
    )
    moved = _stand_for(workspace, person.pk, list_same(workspace, other.pk))
    detail = {"merge": merge.pk, "merged": other.pk, "identities": moved}
    write_audit(workspace, [Entry(by, "merge", f"person:{person.pk}", detail)], now=now)
    events.announce(IdentitiesMoved(workspace, moved))
    return merge


def undo_merge(*, workspace: int, merge: int, by: str, now: datetime) -> Merge:
    """Take two persons apart: each has again what was theirs, and what arrived for them since.

    What was written about the merged person stays with the one who stood for both.
    """
    take_turn(workspace)
    found = get_merge(workspace, merge)
    if found.undone_at is not None:
        raise Refused("These two were taken apart already.")
    found.undone_by, found.undone_at = by, now
    found.save(update_fields=["undone_by", "undone_at"])
    moved = _stand_for(workspace, found.merged_id, _list_below(workspace, found.merged_id))
    detail = {"merge": found.pk, "merged": found.merged_id, "identities": moved}
    entry = Entry(by, "merge.undone", f"person:{found.person_id}", detail)
    write_audit(workspace, [entry], now=now)
    events.announce(IdentitiesMoved(workspace, moved))
    return found


def get_merge(workspace: int, merge: int) -> Merge:
    """Return one merge; `Refused` when the workspace has no such one."""
    found = Merge.objects.filter(workspace_id=workspace, id=merge).first()
    if found is None:
        raise Refused("This merge is not here.", status=404)
    return found


def list_merges(workspace: int, person: int) -> list[Merge]:
    """Return the merges that concern a person or those held for the same, the latest first."""
    same = list_same(workspace, person)
    found = Merge.objects.filter(workspace_id=workspace)
    concerned = found.filter(person_id__in=same) | found.filter(merged_id__in=same)
    return list(concerned.select_related("merged", "person").order_by("-id")[:100])


def _list_below(workspace: int, person: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"top": person, "workspace": workspace})
        return [id for (id,) in cursor.fetchall()]


def _stand_for(workspace: int, person: int, persons: Sequence[int]) -> list[int]:
    """Let a person stand for these, who may include them; return the identities that moved."""
    these = Person.objects.filter(workspace_id=workspace, id__in=persons)
    these.exclude(id=person).update(merged_into=person)
    these.filter(id=person).update(merged_into=None)
    identities = Identity.objects.filter(workspace_id=workspace, home_id__in=persons)
    moved = list(identities.order_by("id").values_list("id", flat=True))
    Identity.objects.filter(workspace_id=workspace, id__in=moved).update(person_id=person)
    return moved
