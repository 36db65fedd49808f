"""The generic source's shape: `{"type": "message.created", "data": {...}}`, or a batch.

A batch is `{"events": [event, ...]}`, up to 1,000. `type` is message.created, message.updated
or message.deleted; `data` has `id`, `text`, `kind` (comment or message), `author {id, name}`,
`surface {id, title, url}`, `parent_id`, `sent_at`, `from_us`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import (
    INBOX_SURFACE,
    Arrived,
    Concealed,
    Fact,
    Place,
    Removed,
    Unreadable,
)
from palabre.connectors.reading import NOT_JSON, instant, required, text_of, whole
from palabre.engine.vocabulary import Kind

CREATED, UPDATED, DELETED = "message.created", "message.updated", "message.deleted"
HIDDEN, SHOWN = "message.hidden", "message.shown"


class _Batch(msgspec.Struct):
    events: list[msgspec.Raw] | None = None


_decoder = msgspec.json.Decoder(_Batch)


def split(body: bytes) -> list[Change]:
    """Cut a delivery into its events; a body without `events` is one event."""
    try:
        events = _decoder.decode(body).events
    except msgspec.ValidationError:
        return [whole(body)]
    except NOT_JSON as problem:
        raise Unreadable(str(problem)) from problem
    return [whole(body)] if events is None else [whole(bytes(event)) for event in events]


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one event of a generic source."""
    try:
        event = msgspec.json.decode(body)
    except NOT_JSON as problem:
        raise Unreadable("The event is not JSON.") from problem
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict):
        raise Unreadable('The event has no "data" object.')
    kind = text_of(event.get("type"))
    given = event.get("timestamp") or data.get("sent_at")
    at = instant(given) if given else received_at
    place = _place(data)
    if kind in {CREATED, UPDATED}:
        return (_arrived(data, place, at, account=account, is_edit=kind == UPDATED),)
    if kind == DELETED:
        return (Removed(required(data, "id"), place, at),)
    if kind in {HIDDEN, SHOWN}:
        return (Concealed(required(data, "id"), place, at, hidden=kind == HIDDEN),)
    raise Unreadable(f'Unknown type of event: "{kind[:60]}".')


def _arrived(
    data: dict[str, Any], place: Place, at: datetime, *, account: str, is_edit: bool
) -> Arrived:
    author = _object(data, "author")
    author_id = text_of(author.get("id"))
    return Arrived(
        external_id=required(data, "id"),
        place=place,
        text=text_of(data.get("text")),
        sent_at=instant(data["sent_at"]) if data.get("sent_at") else at,
        at=at,
        author_id=author_id,
        author_name=text_of(author.get("name")),
        is_ours=bool(data.get("from_us")) or author_id == account,
        is_edit=is_edit,
    )


def _place(data: dict[str, Any]) -> Place:
    is_private = data.get("kind") == Kind.MESSAGE
    surface = _object(data, "surface")
    if is_private:
        person = text_of(data.get("person_id")) or text_of(_object(data, "author").get("id"))
        return Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=person)
    return Place(
        Kind.COMMENT,
        surface=text_of(surface.get("id")),
        surface_text=text_of(surface.get("title")),
        surface_address=text_of(surface.get("url")),
        parent=text_of(data.get("parent_id")),
    )


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
