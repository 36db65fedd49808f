"""Work in a team: who gets new conversations, who is there, who is spoken to in notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page, who
from palabre.api.schemas import Problem, teamwork
from palabre.inbox.distribution import count_loads
from palabre.inbox.mentions import Told, list_mentions, read_mentions
from palabre.plumbing import clock
from palabre.workspaces.distribution import (
    DistributionWish,
    get_distribution,
    is_available,
    keep_distribution,
    list_recipients,
    set_availability,
)
from palabre.workspaces.models import Workspace
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

router = Router(tags=["teamwork"])


@router.get("/distribution", response={200: teamwork.Distribution, REFUSED: Problem})
def get_distribution_of(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """Tell who gets a client's new conversations."""
    with inside(request, workspace, Right.READ) as (room, _):
        return _distribution(room)


@router.put("/distribution", response={200: teamwork.Distribution, REFUSED: Problem})
def change_distribution(
    request: HttpRequest, asked: teamwork.DistributionAsked, workspace: Slug = None
) -> dict[str, Any]:
    """Say who gets a client's new conversations; those that somebody has stay theirs."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        wish = DistributionWish(asked.mode, asked.team, asked.by_language)
        keep_distribution(workspace=room, wish=wish, by=actor, now=clock.now())
        return _distribution(room)


def _distribution(room: Workspace) -> dict[str, Any]:
    kept, recipients = get_distribution(room), list_recipients(room)
    loads = count_loads(room, [one.pk for one in recipients])
    members = [
        {
            "id": one.pk,
            "name": one.name,
            "available": is_available(one),
            "load": loads[one.pk],
        }
        for one in recipients
    ]
    return {
        "mode": kept.mode,
        "team": kept.team,
        "by_language": kept.by_language,
        "members": members,
    }


@router.get("/availability", response={200: teamwork.Availability, REFUSED: Problem})
def get_availability(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """Tell whether you get new conversations."""
    with inside(request, workspace, Right.READ):
        return {"available": who(request).member.away_since is None}


@router.put("/availability", response={200: teamwork.Availability, REFUSED: Problem})
def change_availability(
    request: HttpRequest, asked: teamwork.Availability, workspace: Slug = None
) -> dict[str, Any]:
    """Say that you are available, or away: then no client gives you new conversations."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        set_availability(
            workspace=room,
            member=who(request).member,
            is_available=asked.available,
            now=clock.now(),
        )
        return {"available": asked.available}


@router.get("/mentions", response={200: teamwork.Mentions, REFUSED: Problem})
def list_my_mentions(
    request: HttpRequest,
    workspace: Slug = None,
    unread: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """List the notes that speak to you, the latest first."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        me = who(request).member.pk
        found, following = list_mentions(
            room.pk, member=me, is_unread=unread, cursor=cursor, limit=limit
        )
        names = name_actors({one.note.by for one in found}, room)
        return page([_mention(one, names[one.note.by]) for one in found], following)


def _mention(one: Told, by_name: str) -> dict[str, Any]:
    return {
        "id": one.mention.pk,
        "thread": one.note.thread_id,
        "note": one.note.pk,
        "text": one.note.text,
        "by": one.note.by,
        "by_name": by_name,
        "at": one.note.at,
        "read_at": one.mention.read_at,
    }


@router.post("/threads/{thread}/mentions/reading", response={204: None, REFUSED: Problem})
def read_my_mentions(
    request: HttpRequest, thread: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Note that you saw the notes of a thread that speak to you."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        me = who(request).member.pk
        read_mentions(workspace=room.pk, thread=thread, member=me, now=clock.now())
    return Status(204, None)
