"""Tasks by hand: what no program can do on a network."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router

from palabre.api import schemas, shapes
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page
from palabre.channels import tasks
from palabre.plumbing import clock, paging
from palabre.workspaces.rights import Right

router = Router(tags=["tasks"])


@router.get("/tasks", response={200: schemas.Tasks, REFUSED: schemas.Problem})
def list_tasks(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List what waits for a person's hand on a network, the oldest first."""
    after = paging.decode(cursor, kinds=(int,))[0] if cursor else 0
    with inside(request, workspace, Right.READ) as (room, _):
        found = tasks.list_tasks(room.pk, after=after, most=limit + 1)
        shown = found[:limit]
        following = paging.encode([shown[-1].act.pk]) if len(found) > limit else ""
        return page([shapes.task(one) for one in shown], following)


@router.post("/tasks/{task}/completion", response={200: schemas.Act, REFUSED: schemas.Problem})
def finish_task(request: HttpRequest, task: Path[Number], workspace: Slug = None) -> dict[str, Any]:
    """Say that a person has done it on the network."""
    with inside(request, workspace, Right.MODERATE) as (room, actor):
        done = tasks.finish_by_hand(workspace=room.pk, act=task, by=actor, now=clock.now())
        return shapes.act(done)


@router.post("/tasks/{task}/dismissal", response={200: schemas.Act, REFUSED: schemas.Problem})
def dismiss_task(
    request: HttpRequest, task: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Put a task aside that is not needed."""
    with inside(request, workspace, Right.MODERATE) as (room, actor):
        gone = tasks.dismiss_task(workspace=room.pk, act=task, by=actor, now=clock.now())
        return shapes.act(gone)
