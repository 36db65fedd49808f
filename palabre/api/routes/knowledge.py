"""Saved replies: list, keep, change, remove."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api import schemas
from palabre.api.document import REFUSED
from palabre.api.doors import Number, Slug, inside, page
from palabre.api.schemas import knowledge
from palabre.knowledge.actions import Wording, remove_reply, save_reply
from palabre.knowledge.models import SavedReply
from palabre.knowledge.queries import list_saved_replies
from palabre.plumbing import clock
from palabre.workspaces.rights import Right

router = Router(tags=["saved replies"])


@router.get("/saved-replies", response={200: knowledge.SavedReplies, REFUSED: schemas.Problem})
def list_replies(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """List saved replies by title, 200 at most."""
    with inside(request, workspace, Right.READ) as (room, _):
        return page([_row(one) for one in list_saved_replies(room.pk)], "")


@router.post("/saved-replies", response={200: knowledge.SavedReply, REFUSED: schemas.Problem})
def keep_reply(
    request: HttpRequest, asked: knowledge.SavedReplyAsked, workspace: Slug = None
) -> dict[str, Any]:
    """Keep a reply to use again."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        wording = Wording(asked.title, asked.shortcut, asked.text, asked.language)
        return _row(save_reply(workspace=room.pk, wording=wording, by=actor, now=clock.now()))


@router.put(
    "/saved-replies/{saved_reply}", response={200: knowledge.SavedReply, REFUSED: schemas.Problem}
)
def change_reply(
    request: HttpRequest,
    saved_reply: Path[Number],
    asked: knowledge.SavedReplyAsked,
    workspace: Slug = None,
) -> dict[str, Any]:
    """Change a saved reply."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        wording = Wording(asked.title, asked.shortcut, asked.text, asked.language)
        kept = save_reply(
            workspace=room.pk, wording=wording, by=actor, now=clock.now(), reply=saved_reply
        )
        return _row(kept)


@router.delete("/saved-replies/{saved_reply}", response={204: None, REFUSED: schemas.Problem})
def drop_reply(
    request: HttpRequest, saved_reply: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Remove a saved reply; what was sent with it stays."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        remove_reply(workspace=room.pk, reply=saved_reply, by=actor, now=clock.now())
        return Status(204, None)


def _row(one: SavedReply) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "shortcut": one.shortcut,
        "text": one.text,
        "language": one.language,
        "by": one.by,
        "changed_at": one.changed_at,
    }
