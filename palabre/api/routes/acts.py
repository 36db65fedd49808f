"""Acts on messages."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Path, Router, Status
from pydantic import Field

from palabre.api import schemas, shapes
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page
from palabre.channels.actions import take_back
from palabre.channels.models import ActState, OutboxAct
from palabre.engine.vocabulary import Verb
from palabre.inbox.acts import Asked, act_on_message, right_of
from palabre.plumbing import clock, paging
from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Workspace
from palabre.workspaces.rights import Right

router = Router(tags=["acts"])


@router.post("/messages/{message}/acts", response={201: schemas.Act, REFUSED: schemas.Problem})
def order_act(
    request: HttpRequest,
    message: Path[Number],
    asked: schemas.ActAsked,
    workspace: Slug = None,
    idempotency_key: Annotated[str, Field(max_length=80, pattern=r"^[\x21-\x7e]*$")] = Header(  # type: ignore[type-arg]
        "", alias="Idempotency-Key", description="The same key twice is the same act."
    ),
) -> Status[dict[str, Any]]:
    """Order an act. A text waits ten seconds, in which it can be taken back."""
    verb = Verb(asked.verb)
    with inside(request, workspace, right_of(verb)) as (room, actor):
        key = f"api:{actor}:{idempotency_key or secrets.token_urlsafe(16)}"
        wanted = Asked(message, verb, key, asked.text, asked.seconds)
        act = act_on_message(workspace=room.pk, asked=wanted, by=actor, now=clock.now())
        return Status(201, shapes.act(act))


@router.get("/acts", response={200: schemas.Acts, REFUSED: schemas.Problem})
def list_acts(
    request: HttpRequest,
    workspace: Slug = None,
    state: ActState | None = None,
    cursor: Cursor = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """List acts, the latest first."""
    with inside(request, workspace, Right.READ) as (room, _):
        acts = OutboxAct.objects.filter(workspace_id=room.pk)
        if state:
            acts = acts.filter(state=state)
        found, following = paging.take_page(acts, cursor=cursor, limit=limit)
        return page([shapes.act(one) for one in found], following)


@router.get("/acts/{act}", response={200: schemas.Act, REFUSED: schemas.Problem})
def get_act(request: HttpRequest, act: Path[Number], workspace: Slug = None) -> dict[str, Any]:
    """Return one act."""
    with inside(request, workspace, Right.READ) as (room, _):
        return shapes.act(_get(room, act))


@router.delete("/acts/{act}", response={200: schemas.Act, REFUSED: schemas.Problem})
def cancel_act(request: HttpRequest, act: Path[Number], workspace: Slug = None) -> dict[str, Any]:
    """Take back an act that has not begun."""
    with inside(request, workspace, Right.ANSWER) as (room, actor):
        _get(room, act)
        take_back(workspace=room.pk, act=act, by=actor, now=clock.now())
        return shapes.act(_get(room, act))


def _get(room: Workspace, act: int) -> OutboxAct:
    found = OutboxAct.objects.filter(workspace_id=room.pk, id=act).first()
    if found is None:
        raise Refused("This act is not here.", status=404)
    return found
