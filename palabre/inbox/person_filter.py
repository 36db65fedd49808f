"""The filter by a person's name: whom it means, and whom to choose when it means several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from palabre.connectors.registry import CONNECTORS
from palabre.inbox.filters import Asked
from palabre.people.queries import Wanted, list_people
from palabre.workspaces.doors import Room

MOST = 12


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of those whom a name means, where they write, and the list of their conversations."""

    name: str
    networks: str
    address: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name means, in words, and whom to choose from when it means several."""

    words: str = ""
    choices: Sequence[Namesake] = ()
    has_more: bool = False


def find_named(room: Room, asked: Asked, home: str) -> Named:
    """Return whom the name in the address means."""
    if not asked.person_name:
        return Named()
    rows, following = list_people(room.id, Wanted(words=asked.person_name), limit=MOST)
    if not rows:
        return Named(_("nobody called “%(name)s”") % {"name": asked.person_name})
    if len(rows) == 1:
        return Named(_name(rows[0]))
    choices = [
        Namesake(
            _name(row),
            ", ".join(dict.fromkeys(_titles(row))),
            home + replace(asked, person_name="", person=row["id"], cursor="").query,
        )
        for row in rows
    ]
    return Named(f"“{asked.person_name}”", choices, has_more=bool(following))


def _name(row: Mapping[str, Any]) -> str:
    return row["name"] or _("Someone")


def _titles(row: Mapping[str, Any]) -> Sequence[str]:
    return [CONNECTORS[one["network"]].title for one in row["identities"]]
