"""From rows to the API's shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from palabre.channels.models import OutboxAct
from palabre.channels.tasks import Task
from palabre.inbox.models import Note
from palabre.inbox.pictures import LARGE
from palabre.inbox.posts import picture_address
from palabre.inbox.understanding.store import is_urgent, load_json, read_row


def message(row: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """Return a message as the API tells it."""
    return {
        "id": row["id"],
        "network": row["network"],
        "account": row["account"],
        "thread": row["thread_id"],
        "kind": row["kind"],
        "external_id": row["external_id"],
        "parent_external_id": row["parent_external_id"] or None,
        "surface_external_id": row["surface_external_id"],
        "direction": row["direction"],
        "author": {"external_id": row["author_external_id"], "name": row["author_name"]},
        "text": row["text"],
        "rating": row["rating"],
        "state": row["state"],
        "sent_at": row["sent_at"],
        "received_at": row["received_at"],
        "edited": row["text_rank"] > 0,
        "liked": row["is_liked"],
        "labels": list(labels),
        "decision": decision(row) if row["verdict"] else None,
        "understanding": understanding(row) if row["mood"] else None,
    }


def understanding(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is understood of a message as the API tells it."""
    said = read_row(row, row["text"])
    found = [(one.kind, one.span.start, one.span.end) for one in said.personal_data or ()]
    return {
        "language": said.language,
        "risks": row["risks"],
        "labels": said.labels,
        "mood": row["mood"],
        "sentiment": said.sentiment,
        "intent": row["intent"],
        "intents": said.intent,
        "own_intent": {"name": said.own_intent.name, "score": said.own_intent.score}
        if said.own_intent
        else None,
        "urgency": said.urgency,
        "urgent": is_urgent(said),
        "personal_data": [{"kind": k, "start": start, "end": end} for k, start, end in found],
        "models": load_json(row["versions"]),
        "at": row["understood_at"],
    }


def decision(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a decision as the API tells it."""
    return {
        "verdict": row["verdict"],
        "because": load_json(row["because"]) or [],
        "measures": load_json(row.get("measures")) or [],
        "charter": row["charter"] or "",
        "by": row["decided_by"] or "",
        "at": row["decided_at"],
    }


def thread(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thread as the API tells it."""
    return {
        "id": row["id"],
        "network": row["network"],
        "account": row["account_name"],
        "kind": row["kind"],
        "surface_external_id": row["surface"],
        "surface_text": row["surface_text"],
        "person": row["person_name"] or "",
        "open": row["is_open"],
        "needs_answer": row["needs_answer"],
        "needs_review": row["needs_review"],
        "has_hidden": row["has_hidden"],
        "messages": row["messages"],
        "last_at": row["last_at"],
        "last_text": row["last_text"],
        "last_author": row["last_author"],
        "assignee": {"id": row["assignee"], "name": row["assignee_name"]}
        if row["assignee"]
        else None,
        "assigned_at": row["assigned_at"],
        "snoozed_until": row["snoozed_until"],
        "risks": row["risks"],
        "urgent": row["is_urgent"],
        "language": row["lang"],
        "mood": row["mood"],
        "intent": row["intent"],
        "own_intent": row["own_intent"],
    }


def surface(row: Mapping[str, Any], slug: str) -> dict[str, Any]:
    """Return a surface as the API tells it."""
    picture = picture_address(slug, row["id"], row["picture"], LARGE)
    return {**row, "picture": picture or None}


def note(row: Note) -> dict[str, Any]:
    """Return a note as the API tells it."""
    return {"id": row.pk, "thread": row.thread_id, "text": row.text, "by": row.by, "at": row.at}


def act(row: OutboxAct) -> dict[str, Any]:
    """Return an act as the API tells it."""
    return {
        "id": row.pk,
        "account": row.account_id,
        "message": row.message_id,
        "thread": row.thread_id,
        "verb": row.verb,
        "intent": row.intent,
        "seconds": int(row.target.get("seconds") or 0) or None,
        "text": row.text,
        "state": row.state,
        "reason": row.reason,
        "detail": row.detail,
        "due_at": row.due_at,
        "created_at": row.created_at,
        "done_at": row.done_at,
        "tries": row.tries,
        "external_id": row.external_id,
        "actor": row.actor,
    }


def task(one: Task) -> dict[str, Any]:
    """Return a task by hand as the API tells it; its words are English."""
    mapped = one.mapped
    return {
        "id": one.act.pk,
        "network": one.account.network,
        "account": one.account.key,
        "message": one.act.message_id,
        "thread": one.act.thread_id,
        "person": one.act.target.get("person", ""),
        "intent": one.act.intent,
        "verb": one.act.verb,
        "seconds": int(one.act.target.get("seconds") or 0) or None,
        "why": mapped.why.en if mapped.why else "",
        "steps": [step.en for step in mapped.steps],
        "actor": one.act.actor,
        "created_at": one.act.created_at,
    }
