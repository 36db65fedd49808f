"""Finding a person, and those who are held for the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from palabre.people.models import Person
from palabre.plumbing.errors import Refused

MOST_FOUND = 300
SEARCH = (
    "select distinct f.person_id from palabre_find_people(%(patterns)s::text[], %(most)s) f "
    "where f.workspace_id = %(workspace)s"
)
PLAIN = "select palabre_plain(%s)"
SHORT = 3
"""Letters that make a trigram: a shorter word is looked for at the beginning of words."""


def find_person(workspace: int, person: int) -> Person:
    """Return a person, or who stands for them; `Refused` when the workspace has no such one."""
    found = Person.objects.filter(workspace_id=workspace, id=person).first()
    if found is None:
        raise Refused("This person is not here.", status=404)
    if found.merged_into_id is None:
        return found
    return Person.objects.get(workspace_id=workspace, id=found.merged_into_id)


def list_same(workspace: int, person: int) -> list[int]:
    """Return the ids of a person and of all who are held for the same."""
    merged = Person.objects.filter(workspace_id=workspace, merged_into_id=person)
    return [person, *merged.order_by("id").values_list("id", flat=True)]


def search_people(workspace: int, words: str, *, most: int = MOST_FOUND) -> list[int]:
    """Return people by their names and handles, accents aside; every word must be found."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [words[:200]])
        patterns = list_patterns(cursor.fetchone()[0])
        if not patterns:
            return []
        values: dict[str, Any] = {"patterns": patterns, "most": most, "workspace": workspace}
        cursor.execute(SEARCH, values)
        return [person for (person,) in cursor.fetchall()]


def list_patterns(plain: str) -> Sequence[str]:
    """Return what LIKE must find for each word of a plain text, the most telling first."""
    words = {word.lstrip("@") for word in plain.split()} - {""}
    found = []
    for word in sorted(words, key=lambda word: (-len(word), word)):
        literal = re.sub(r"([\\%_])", r"\\\1", word)
        found.append(f"%{literal}%" if len(word) >= SHORT else f"% {literal}%")
    return found
