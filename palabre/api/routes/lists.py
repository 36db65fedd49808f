"""The list of conversations as a whole: saved views, and acts on many at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api import schemas
from palabre.api.document import REFUSED
from palabre.api.doors import KEY, IdempotencyKey, Number, Slug, inside, who
from palabre.api.schemas import lists
from palabre.inbox.bulk import Order, do_in_bulk, get_bulk, undo_bulk
from palabre.inbox.bulk_wording import REASONS
from palabre.inbox.models import Bulk, SavedView
from palabre.inbox.saved_views import (
    Viewer,
    Wish,
    list_saved_views,
    put_view_back,
    remove_view,
    save_view,
)
from palabre.moderation.bulk import BULK_ACTS
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Workspace
from palabre.workspaces.rights import Right

router = Router(tags=["lists"])


@router.get("/saved-views", response={200: lists.SavedViews, REFUSED: schemas.Problem})
def list_views(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """List the shared views, then your own, each in order."""
    with inside(request, workspace, Right.READ) as (room, _):
        viewer = _viewer(request, room)
        return {"items": [_view(one, viewer) for one in list_saved_views(viewer)]}


@router.post("/saved-views", response={201: lists.SavedView, REFUSED: schemas.Problem})
def keep_view(
    request: HttpRequest, asked: lists.SavedViewAsked, workspace: Slug = None
) -> Status[dict[str, Any]]:
    """Keep filters of the list under a name."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        viewer = _viewer(request, room)
        return Status(201, _view(save_view(viewer, _wish(asked), now=clock.now()), viewer))


@router.put("/saved-views/{saved_view}", response={200: lists.SavedView, REFUSED: schemas.Problem})
def change_view(
    request: HttpRequest,
    saved_view: Path[Number],
    asked: lists.SavedViewAsked,
    workspace: Slug = None,
) -> dict[str, Any]:
    """Rename, refill, share or move a saved view."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        viewer = _viewer(request, room)
        kept = save_view(viewer, _wish(asked), now=clock.now(), view=saved_view)
        return _view(kept, viewer)


@router.delete("/saved-views/{saved_view}", response={204: None, REFUSED: schemas.Problem})
def drop_view(
    request: HttpRequest, saved_view: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Remove a saved view; it can be put back for a week."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        remove_view(_viewer(request, room), saved_view, now=clock.now())
        return Status(204, None)


@router.post(
    "/saved-views/{saved_view}/return", response={200: lists.SavedView, REFUSED: schemas.Problem}
)
def return_view(
    request: HttpRequest, saved_view: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Put a removed view back."""
    with inside(request, workspace, Right.ANSWER) as (room, _):
        viewer = _viewer(request, room)
        return _view(put_view_back(viewer, saved_view, now=clock.now()), viewer)


@router.post("/threads/bulk", response={200: lists.Bulk, REFUSED: schemas.Problem})
def do_bulk(
    request: HttpRequest,
    asked: lists.BulkAsked,
    workspace: Slug = None,
    idempotency_key: IdempotencyKey = KEY,
) -> dict[str, Any]:
    """Do one act to at most 500 threads, in one transaction; each says done, or why not.

    Acts on the network wait ten seconds, in which the batch can be undone without a trace.
    """
    act = BULK_ACTS[asked.act]
    with inside(request, workspace, act.right) as (room, by):
        order = Order(room, asked.act, asked.threads, by, clock.now(), _detail(asked))
        key = f"api:{by}:{idempotency_key or secrets.token_urlsafe(16)}"
        return _bulk(do_in_bulk(order, act, key=key))


@router.get("/bulk/{bulk}", response={200: lists.Bulk, REFUSED: schemas.Problem})
def read_bulk(request: HttpRequest, bulk: Path[Number], workspace: Slug = None) -> dict[str, Any]:
    """Return a batch."""
    with inside(request, workspace, Right.READ) as (room, _):
        return _bulk(get_bulk(room.pk, bulk))


@router.post("/bulk/{bulk}/undo", response={200: lists.Bulk, REFUSED: schemas.Problem})
def take_bulk_back(
    request: HttpRequest, bulk: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Undo a batch where nobody changed anything since; a second time changes nothing."""
    with inside(request, workspace, Right.READ) as (room, by):
        found = get_bulk(room.pk, bulk)
        act = BULK_ACTS[found.act]
        who(request).workspace(room.slug, act.right)
        return _bulk(undo_bulk(workspace=room, bulk=found, act=act, by=by, now=clock.now()))


def _viewer(request: HttpRequest, room: Workspace) -> Viewer:
    present = who(request)
    return Viewer(room.pk, present.member.pk, present.actor, present.rights[room.pk])


def _wish(asked: lists.SavedViewAsked) -> Wish:
    return Wish(asked.name, asked.query, asked.shared, asked.place)


def _view(one: SavedView, viewer: Viewer) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "query": one.query,
        "shared": one.is_shared,
        "yours": one.owner == viewer.member,
        "place": one.place,
        "changed_at": one.changed_at,
    }


def _detail(asked: lists.BulkAsked) -> dict[str, Any]:
    """Return the particulars of an act; `Refused` when its own are missing."""
    if asked.act == "assign":
        return {"member": asked.member}
    if asked.act == "snooze":
        if asked.until is None:
            raise Refused("Choose a time to come, within a year.", status=422)
        return {"until": asked.until.isoformat()}
    return {"label": asked.label} if asked.act == "label" else {}


def _bulk(one: Bulk) -> dict[str, Any]:
    results = _results(one.items)
    return {
        "id": one.pk,
        "act": one.act,
        "by": one.by,
        "at": one.at,
        "done": sum(result["done"] for result in results),
        "results": results,
        "undone_at": one.undone_at,
        "undone": _results(one.undone),
    }


def _results(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "thread": one["thread"],
            "done": not one["reason"],
            "reason": REASONS.get(one["reason"], ""),
        }
        for one in items
    ]
