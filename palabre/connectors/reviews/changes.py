"""Changes of reviews: `{"review": what the network tells}`, or `{"removed": id, "at": time}`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import Arrived, Fact, Place, Removed
from palabre.connectors.reading import inner, instant_or_none, read_object, required, versioned
from palabre.engine.vocabulary import Kind

REPLY = "/reply"
Facts = Callable[[dict[str, Any], str, datetime], Iterator[Arrived]]


def review_change(id: str, review: dict[str, Any], *versions: str) -> Change:
    """Return a review as a change, known by its id and its last edits."""
    return versioned(msgspec.json.encode({"review": review}), "review", id, *versions)


def removal(id: str, at: datetime) -> Change:
    """Return the removal of a review as a change."""
    body = msgspec.json.encode({"removed": id, "at": at.isoformat()})
    return versioned(body, "removed", id)


def reply_id(review: str) -> str:
    """Return how we call the answer to a review: the networks have no name for it but this."""
    return f"{review}{REPLY}"


def review_of(message: str) -> str:
    """Return the review of a message: itself, or the one that it answers."""
    return message.removesuffix(REPLY)


def is_reply(message: str) -> bool:
    """Say whether a message is our answer to a review."""
    return message.endswith(REPLY)


def read(body: bytes, facts: Facts, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change; `facts` tells what a review of this network holds."""
    content = read_object(body)
    if "removed" in content:
        at = instant_or_none(content.get("at")) or received_at
        return (Removed(required(content, "removed"), Place(Kind.COMMENT), at),)
    return tuple(facts(inner(content, "review"), account, received_at))
