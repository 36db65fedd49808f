"""Questions about people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from palabre.people.models import Identity, Person
from palabre.plumbing import paging
from palabre.plumbing.errors import Refused


def list_people(
    workspace: int, *, cursor: str = "", limit: int = 100
) -> tuple[list[dict[str, Any]], str]:
    """Return people with their identities, the latest met first, and the next cursor."""
    people = Person.objects.filter(workspace_id=workspace)
    found, following = paging.take_page(people, cursor=cursor, limit=limit)
    return _with_identities(workspace, found), following


def get_person(workspace: int, person: int) -> dict[str, Any]:
    """Return one person; `Refused` when the workspace has no such person."""
    found = list(Person.objects.filter(workspace_id=workspace, id=person))
    if not found:
        raise Refused("This person is not here.", status=404)
    return _with_identities(workspace, found)[0]


def _with_identities(workspace: int, people: Sequence[Person]) -> list[dict[str, Any]]:
    identities: dict[int, list[dict[str, Any]]] = defaultdict(list)
    ids = [person.pk for person in people]
    for one in Identity.objects.filter(workspace_id=workspace, person_id__in=ids).order_by("id"):
        identities[one.person_id].append(
            {
                "network": one.network,
                "account_id": one.account_id,
                "external_id": one.external_id,
                "name": one.name,
            }
        )
    return [
        {
            "id": person.pk,
            "name": person.name,
            "language": person.language,
            "first_seen_at": person.first_seen_at,
            "identities": identities[person.pk],
        }
        for person in people
    ]
