"""Colleagues that notes speak to: told once, shown until they open the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from palabre.engine.mentions import SIGN, find_mentions
from palabre.inbox.models import Mention, Note, Thread
from palabre.inbox.shown import Spoken
from palabre.plumbing import paging, stream
from palabre.plumbing.errors import Refused
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.models import Member, Workspace
from palabre.workspaces.rights import Right


@dataclass(frozen=True, slots=True)
class Told:
    """A mention with its note and the names of who wrote it."""

    mention: Mention
    note: Note


def mention_colleagues(note: Note) -> None:
    """Tell those whom a note speaks to and who answer for this client; nobody tells themselves."""
    if SIGN not in note.text:
        return
    workspace = Workspace.objects.get(pk=note.workspace_id)
    names = {
        one.pk: one.name
        for one in list_colleagues(workspace, right=Right.ANSWER)
        if f"member:{one.pk}" != note.by
    }
    found = {member for one in find_mentions(note.text, names) for member in one.members}
    Mention.objects.bulk_create(
        (
            Mention(workspace_id=workspace.pk, note_id=note.pk, member=member)
            for member in sorted(found)
        ),
        ignore_conflicts=True,
    )


def read_mentions(*, workspace: int, thread: int, member: int, now: datetime) -> None:
    """Note that a member saw what speaks to them in a conversation."""
    if not Thread.objects.filter(workspace_id=workspace, pk=thread).exists():
        raise Refused("This conversation is not here.", status=404)
    notes = Note.objects.filter(workspace_id=workspace, thread_id=thread)
    unread = Mention.objects.filter(workspace_id=workspace, member=member, read_at=None)
    if unread.filter(note_id__in=notes.values("pk")).update(read_at=now):
        stream.tell(workspace, [thread])


def list_mentions(
    workspace: int, *, member: int, is_unread: bool = False, cursor: str = "", limit: int = 50
) -> tuple[Sequence[Told], str]:
    """Return the notes that speak to a member, the latest first, and the next cursor."""
    theirs = Mention.objects.filter(workspace_id=workspace, member=member).select_related("note")
    if is_unread:
        theirs = theirs.filter(read_at=None)
    found, following = paging.take_page(theirs, cursor=cursor, limit=limit, field="pk")
    return [Told(one, one.note) for one in found], following


def list_spoken_to(
    workspace: Workspace, notes: Iterable[Note], *, me: int
) -> Mapping[int, Sequence[Spoken]]:
    """Return whom each of these notes speaks to."""
    rows = Mention.objects.filter(workspace_id=workspace.pk, note_id__in=[one.pk for one in notes])
    mentions = list(rows.order_by("id"))
    if not mentions:
        return {}
    firm = Member.objects.filter(organisation_id=workspace.organisation_id)
    names = dict(firm.filter(pk__in={one.member for one in mentions}).values_list("pk", "name"))
    told: dict[int, list[Spoken]] = {}
    for one in mentions:
        is_mine = one.member == me
        spoken = Spoken(
            one.member,
            names.get(one.member, ""),
            is_mine=is_mine,
            is_unread=is_mine and one.read_at is None,
        )
        told.setdefault(one.note_id, []).append(spoken)
    return told
