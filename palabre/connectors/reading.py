"""Reading what networks send: times, counts, texts and ids that may be anything at all."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import Unreadable

MILLISECONDS_FROM = 100_000_000_000
"""Numbers from here on are milliseconds since 1970, smaller ones seconds."""

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading raises for a body that is no JSON, has broken characters or is nested too deep."""


def whole(body: bytes) -> Change:
    """Return a delivery as one change."""
    return Change(hashlib.sha256(body).digest()[:16], body)


def versioned(body: bytes, *parts: str) -> Change:
    """Return a change known by what it is and its version, so that a second reading adds nothing.

    For things that are fetched: the same comment comes again with other counts and other bytes.
    """
    return Change(hashlib.sha256("\0".join(parts).encode()).digest()[:16], body)


def read_object(body: bytes) -> dict[str, Any]:
    """Return a body that is a JSON object; `Unreadable` when it is not."""
    try:
        content = msgspec.json.decode(body)
    except NOT_JSON as problem:
        raise Unreadable("The change is not JSON.") from problem
    if not isinstance(content, dict):
        raise Unreadable("The change is not an object.")
    return content


def inner(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object inside another, empty when it is not there or is none."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def objects(content: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, empty when it is no list."""
    return [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []


def instant(value: Any) -> datetime:
    """Read a Unix time in seconds or milliseconds, or an ISO date; `Unreadable` when neither."""
    try:
        if isinstance(value, str) and not value.isdigit():
            read = datetime.fromisoformat(value)
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        number = float(value)
        seconds = number / 1000 if number > MILLISECONDS_FROM else number
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as problem:
        raise Unreadable(f"This is not a time: {str(value)[:40]!r}") from problem


def millis(at: datetime) -> int:
    """Return a time as Unix milliseconds, as networks ask for it and tell it."""
    return int(at.timestamp() * 1000)


def instant_or_none(value: Any) -> datetime | None:
    """Read a time that a network may leave out or garble."""
    try:
        return instant(value)
    except Unreadable:
        return None


def count_of(value: Any) -> int | None:
    """Return a count as the network meant it, None when it is none."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if is_count else None


def text_of(value: Any) -> str:
    """Return an id or a text as the network meant it; numbers become their digits."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).replace("\x00", "")


def required(content: dict[str, Any], name: str) -> str:
    """Return a field that must be there; `Unreadable` names it when it is not."""
    value = text_of(content.get(name))
    if not value:
        raise Unreadable(f'The change has no "{name}".')
    return value
