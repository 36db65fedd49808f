"""Threads, messages, surfaces and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from pydantic import Field

from palabre.api import schemas, shapes
from palabre.api.document import REFUSED
from palabre.api.doors import (
    KEY,
    Cursor,
    IdempotencyKey,
    Key,
    Limit,
    Number,
    Slug,
    account_id,
    inside,
    page,
    who,
)
from palabre.channels.models import OutboxAct
from palabre.inbox import figures, labels, notes, queries, revisions
from palabre.inbox.actions import close_thread, reopen_thread
from palabre.inbox.assignment import assign_thread, unassign_thread
from palabre.inbox.filters import Asked
from palabre.inbox.queries import Filter
from palabre.inbox.snooze import snooze_thread, wake_thread
from palabre.plumbing import clock
from palabre.workspaces.models import Member
from palabre.workspaces.rights import Right

router = Router(tags=["inbox"])
Words = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Words to search, in French or English; stems and accents aside.",
    ),
]


@router.get("/threads", response={200: schemas.Threads, REFUSED: schemas.Problem})
def list_threads(
    request: HttpRequest,
    asked: Query[schemas.ThreadFilters],
    workspace: Slug = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List threads, the latest first. Days are those of your own time zone."""
    with inside(request, workspace, Right.READ) as (room, _):
        account = account_id(room, asked.account)
        which = _filter(who(request).member, asked, account)
        found = queries.list_threads(room.pk, which, cursor=cursor, limit=limit)
        return page([shapes.thread(row) for row in found.items], found.next)


def _filter(member: Member, asked: schemas.ThreadFilters, account: int | None) -> Filter:
    """Return which threads are asked for, in the words of the inbox."""
    said = asked.model_dump(exclude={"account", "q"})
    read = Asked(words=asked.q.strip(), account=account, **said)
    return read.filter(member=member.pk, zone=ZoneInfo(member.time_zone))


@router.get("/threads/{thread}", response={200: schemas.Conversation, REFUSED: schemas.Problem})
def get_thread(
    request: HttpRequest, thread: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Return a thread with its latest messages and its acts."""
    with inside(request, workspace, Right.READ) as (room, _):
        row = queries.get_thread(room.pk, thread)
        messages = queries.list_thread_messages(room.pk, thread)
        acts = OutboxAct.objects.filter(workspace_id=room.pk, thread_id=thread).order_by("-id")
        return {
            "thread": shapes.thread(row),
            "messages": _labelled(room.pk, messages),
            "acts": [shapes.act(one) for one in acts[:200]],
        }


@router.post("/threads/{thread}/closure", response={204: None, REFUSED: schemas.Problem})
def close(request: HttpRequest, thread: Path[Number], workspace: Slug = None) -> Status[None]:
    """Close a thread; a new message from the person opens it again."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        close_thread(workspace=room.pk, thread=thread, by=actor, now=clock.now())
    return Status(204, None)


@router.delete("/threads/{thread}/closure", response={204: None, REFUSED: schemas.Problem})
def reopen(request: HttpRequest, thread: Path[Number], workspace: Slug = None) -> Status[None]:
    """Take a closure back."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        reopen_thread(workspace=room.pk, thread=thread, by=actor, now=clock.now())
    return Status(204, None)


@router.put("/threads/{thread}/assignment", response={204: None, REFUSED: schemas.Problem})
def assign(
    request: HttpRequest,
    thread: Path[Number],
    asked: schemas.AssignmentAsked,
    workspace: Slug = None,
) -> Status[None]:
    """Give a thread to a member; without one, take it yourself."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        member = asked.member or who(request).member.pk
        assign_thread(workspace=room, thread=thread, member=member, by=actor, now=clock.now())
    return Status(204, None)


@router.delete("/threads/{thread}/assignment", response={204: None, REFUSED: schemas.Problem})
def unassign(request: HttpRequest, thread: Path[Number], workspace: Slug = None) -> Status[None]:
    """Give a thread back to everybody."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        unassign_thread(workspace=room, thread=thread, by=actor, now=clock.now())
    return Status(204, None)


@router.get("/threads/{thread}/notes", response={200: schemas.Notes, REFUSED: schemas.Problem})
def list_notes(
    request: HttpRequest, thread: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List a thread's notes, which those who answer see, and no client."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        queries.get_thread(room.pk, thread)
        return {"items": [shapes.note(one) for one in notes.list_notes(room.pk, thread)]}


@router.post("/threads/{thread}/notes", response={201: schemas.Note, REFUSED: schemas.Problem})
def write_note(
    request: HttpRequest,
    thread: Path[Number],
    asked: schemas.NoteAsked,
    workspace: Slug = None,
    idempotency_key: IdempotencyKey = KEY,
) -> Status[dict[str, Any]]:
    """Write a note for the team."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        key = f"api:{actor}:{idempotency_key}" if idempotency_key else ""
        note = notes.write_note(
            workspace=room.pk, thread=thread, text=asked.text, by=actor, now=clock.now(), key=key
        )
        return Status(201, shapes.note(note))


@router.put("/threads/{thread}/snooze", response={204: None, REFUSED: schemas.Problem})
def snooze(
    request: HttpRequest, thread: Path[Number], asked: schemas.SnoozeAsked, workspace: Slug = None
) -> Status[None]:
    """Put a thread aside until a time; the person's next message ends it sooner."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        snooze_thread(
            workspace=room.pk, thread=thread, until=asked.until, by=actor, now=clock.now()
        )
    return Status(204, None)


@router.delete("/threads/{thread}/snooze", response={204: None, REFUSED: schemas.Problem})
def wake(request: HttpRequest, thread: Path[Number], workspace: Slug = None) -> Status[None]:
    """Take a thread back before its time."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        wake_thread(workspace=room.pk, thread=thread, by=actor, now=clock.now())
    return Status(204, None)


@router.get("/messages", response={200: schemas.Messages, REFUSED: schemas.Problem})
def list_messages(
    request: HttpRequest,
    workspace: Slug = None,
    account: Key = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List messages, the latest arrival first."""
    with inside(request, workspace, Right.READ) as (room, _):
        of = account_id(room, account)
        found = queries.list_messages(room.pk, account=of, cursor=cursor, limit=limit)
        return page(_labelled(room.pk, found.items), found.next)


@router.get("/messages/{message}", response={200: schemas.Message, REFUSED: schemas.Problem})
def get_message(
    request: HttpRequest, message: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Return one message."""
    with inside(request, workspace, Right.READ) as (room, _):
        return _labelled(room.pk, [queries.get_message(room.pk, message)])[0]


@router.get(
    "/messages/{message}/revisions", response={200: schemas.Revisions, REFUSED: schemas.Problem}
)
def list_revisions(
    request: HttpRequest, message: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """List the texts that a message had; a deleted one keeps them."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = revisions.list_revisions(room.pk, message)
        items = [{"text": one.text, "at": one.at, "edited": one.rank > 0} for one in found]
        return {"items": items}


@router.post("/messages/{message}/labels", response={204: None, REFUSED: schemas.Problem})
def label(
    request: HttpRequest, message: Path[Number], asked: schemas.LabelAsked, workspace: Slug = None
) -> Status[None]:
    """Put a label on a message; twice the same is once."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        labels.label_message(
            workspace=room.pk, message=message, name=asked.name, by=by, now=clock.now()
        )
    return Status(204, None)


@router.delete("/messages/{message}/labels", response={204: None, REFUSED: schemas.Problem})
def unlabel(
    request: HttpRequest, message: Path[Number], name: Words = "", workspace: Slug = None
) -> Status[None]:
    """Take a label off a message."""
    with inside(request, workspace, Right.ANSWER) as (room, by):
        labels.unlabel_message(
            workspace=room.pk, message=message, name=name, by=by, now=clock.now()
        )
    return Status(204, None)


@router.get("/labels", response={200: schemas.Labels, REFUSED: schemas.Problem})
def list_labels(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """List the labels in use."""
    with inside(request, workspace, Right.READ) as (room, _):
        return {"items": labels.list_labels(room.pk)}


@router.get("/surfaces", response={200: schemas.Surfaces, REFUSED: schemas.Problem})
def list_surfaces(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List posts, lives and inboxes."""
    with inside(request, workspace, Right.READ) as (room, _):
        found = queries.list_surfaces(room.pk, cursor=cursor, limit=limit)
        return page([shapes.surface(row, room.slug) for row in found.items], found.next)


@router.get("/figures", response={200: schemas.Figures, REFUSED: schemas.Problem})
def get_figures(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """Return counters, the volume by hour and the answers of the last seven days."""
    with inside(request, workspace, Right.READ) as (room, _):
        return figures.get_figures(room.pk, now=clock.now())


def _labelled(workspace: int, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return messages as the API tells them, with their labels."""
    found = labels.labels_of(workspace, [row["id"] for row in rows])
    return [shapes.message(row, found.get(row["id"], [])) for row in rows]
