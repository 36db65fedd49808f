"""Decisions, reviews and the charter."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api import schemas, shapes
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page
from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import get_default_text
from palabre.engine.vocabulary import Verdict
from palabre.inbox import labels, queries
from palabre.moderation import feedback
from palabre.moderation.actions import change_charter, review_message
from palabre.moderation.models import Charter, Decision
from palabre.plumbing import clock, paging
from palabre.workspaces.rights import Right

router = Router(tags=["moderation"])


@router.get("/decisions", response={200: schemas.Decisions, REFUSED: schemas.Problem})
def list_decisions(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List decisions, the latest first."""
    with inside(request, workspace, Right.READ) as (room, _):
        decisions = Decision.objects.filter(workspace_id=room.pk)
        found, following = paging.take_page(decisions, cursor=cursor, limit=limit)
        return page([_row(one) for one in found], following)


def _row(one: Decision) -> dict[str, Any]:
    because = json.loads(one.because) if isinstance(one.because, str) else one.because
    return {
        "id": one.pk,
        "message": one.message_id,
        "verdict": one.verdict,
        "because": because,
        "charter": one.charter,
        "by": one.by,
        "at": one.at,
    }


@router.post(
    "/messages/{message}/review", response={200: schemas.Message, REFUSED: schemas.Problem}
)
def review(
    request: HttpRequest,
    message: Path[Number],
    asked: schemas.ReviewAsked,
    workspace: Slug = None,
) -> dict[str, Any]:
    """Put your decision in place of the charter's."""
    with inside(request, workspace, Right.MODERATE) as (room, actor):
        verdict = Verdict(asked.verdict)
        now = clock.now()
        review_message(workspace=room.pk, message=message, verdict=verdict, by=actor, now=now)
        found = labels.labels_of(room.pk, [message])
        return shapes.message(queries.get_message(room.pk, message), found.get(message, []))


@router.post(
    "/messages/{message}/feedback", response={200: schemas.Message, REFUSED: schemas.Problem}
)
def give_feedback(
    request: HttpRequest,
    message: Path[Number],
    asked: schemas.FeedbackAsked,
    workspace: Slug = None,
) -> dict[str, Any]:
    """Say that the charter's decision is wrong, and decide in its place; again replaces it."""
    with inside(request, workspace, Right.MODERATE) as (room, actor):
        said = feedback.Said(feedback.What(asked.what), asked.words)
        now = clock.now()
        feedback.give_feedback(workspace=room.pk, message=message, said=said, by=actor, now=now)
        found = labels.labels_of(room.pk, [message])
        return shapes.message(queries.get_message(room.pk, message), found.get(message, []))


@router.delete("/messages/{message}/feedback", response={204: None, REFUSED: schemas.Problem})
def take_back_feedback(
    request: HttpRequest, message: Path[Number], workspace: Slug = None
) -> Status[None]:
    """Take back what you said of a decision; what you decided stays."""
    with inside(request, workspace, Right.MODERATE) as (room, actor):
        now = clock.now()
        feedback.take_back_feedback(workspace=room.pk, message=message, by=actor, now=now)
    return Status(204, None)


@router.get("/feedback", response={200: schemas.Feedbacks, REFUSED: schemas.Problem})
def list_feedback(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List what members said of decisions with the texts, the latest first: to learn from."""
    with inside(request, workspace, Right.MODERATE) as (room, _):
        rows, following = feedback.list_feedback(room.pk, cursor=cursor, limit=limit)
        told = [{**row, "message": row["message_id"], "thread": row["thread_id"]} for row in rows]
        return page(told, following)


@router.get("/charter", response={200: schemas.Charter, REFUSED: schemas.Problem})
def get_charter(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """Return the charter in force."""
    with inside(request, workspace, Right.READ) as (room, _):
        latest = Charter.objects.filter(workspace_id=room.pk).order_by("-number").first()
        source = latest.source if latest else get_default_text()
        loaded = load_charter(source)
        number = latest.number if latest else 0
        return {"number": number, "name": loaded.name, "hash": loaded.hash, "source": source}


@router.put("/charter", response={200: schemas.Charter, REFUSED: schemas.Problem})
def put_charter(
    request: HttpRequest, asked: schemas.CharterAsked, workspace: Slug = None
) -> dict[str, Any]:
    """Put a new charter in force; the answer to a wrong one says the line and the cure."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        made = change_charter(workspace=room.pk, source=asked.source, by=actor, now=clock.now())
        name = load_charter(made.source).name
        return {"number": made.number, "name": name, "hash": made.hash, "source": made.source}
