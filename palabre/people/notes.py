"""Notes about a person: for the team alone, never sent anywhere."""

from __future__ import annotations

from datetime import datetime

from palabre.people.finding import find_person, list_same
from palabre.people.models import PersonNote
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

MOST_CHARACTERS = 5_000
MOST_SHOWN = 100


def write_person_note(
    *, workspace: int, person: int, text: str, by: str, now: datetime
) -> PersonNote:
    """Write a note about a person."""
    found = find_person(workspace, person)
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused("Write something first.", status=422)
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            f"A note holds at most {MOST_CHARACTERS} characters; this has {len(text)}.", status=422
        )
    note = PersonNote.objects.create(
        workspace_id=workspace, person_id=found.pk, text=text, by=by, at=now
    )
    entry = Entry(by, "note", f"person:{found.pk}", {"note": note.pk})
    write_audit(workspace, [entry], now=now)
    return note


def list_person_notes(workspace: int, person: int) -> list[PersonNote]:
    """Return the latest notes about a person, the latest first."""
    same = list_same(workspace, person)
    found = PersonNote.objects.filter(workspace_id=workspace, person_id__in=same)
    return list(found.order_by("-at", "-id")[:MOST_SHOWN])
