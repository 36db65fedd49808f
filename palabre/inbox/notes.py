"""Internal notes on a conversation: for the team alone, never sent anywhere."""

from __future__ import annotations

from datetime import datetime

from palabre.inbox.mentions import mention_colleagues
from palabre.inbox.models import Note, Thread
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

MOST_CHARACTERS = 5_000
MOST_SHOWN = 100


def write_note(
    *, workspace: int, thread: int, text: str, by: str, now: datetime, key: str = ""
) -> Note:
    """Write a note under a conversation; it tells the colleagues whose names follow an @.

    The same `key` twice is the same note.
    """
    take_turn(workspace)
    known = Note.objects.filter(workspace_id=workspace, key=key).first() if key else None
    if known is not None:
        return _same(known, thread, text)
    if not Thread.objects.filter(workspace_id=workspace, id=thread).exists():
        raise Refused("This conversation is not here.", status=404)
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused("Write something first.", status=422)
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            f"A note holds at most {MOST_CHARACTERS} characters; this has {len(text)}.", status=422
        )
    note = Note.objects.create(
        workspace_id=workspace, thread_id=thread, text=text, by=by, at=now, key=key or None
    )
    mention_colleagues(note)
    detail = {"note": note.pk}
    write_audit(workspace, [Entry(by, "note", f"thread:{thread}", detail)], now=now)
    stream.tell(workspace, [thread])
    return note


def _same(known: Note, thread: int, text: str) -> Note:
    """Return the note with this key; `Refused` when the key was used for another one."""
    if (known.thread_id, known.text) != (thread, text.replace("\0", "").strip()):
        raise Refused("This idempotency key was used for another act.", status=422)
    return known


def list_notes(workspace: int, thread: int) -> list[Note]:
    """Return the latest notes of a conversation, the oldest first."""
    found = Note.objects.filter(workspace_id=workspace, thread_id=thread)
    return list(found.order_by("-at", "-id")[:MOST_SHOWN])[::-1]
