"""Meta's delivery: `entry[]` with `changes[]`, `messaging[]` or `standby[]`, up to 1,000."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import Unreadable

MILLISECONDS_FROM = 100_000_000_000
"""Entry times are in seconds for changes and in milliseconds for messages."""

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading raises for a body that is no JSON, has broken characters or is nested too deep."""


class _Entry(msgspec.Struct):
    id: msgspec.Raw = msgspec.Raw(b'""')
    time: msgspec.Raw = msgspec.Raw(b"0")
    changes: list[msgspec.Raw] | None = None
    messaging: list[msgspec.Raw] | None = None
    standby: list[msgspec.Raw] | None = None


class _Delivery(msgspec.Struct):
    object: str
    entry: list[_Entry]


_decoder = msgspec.json.Decoder(_Delivery)


def split(body: bytes, *, object_name: str) -> list[Change]:
    """Cut a delivery into changes, each a delivery of its own, keyed by its bytes.

    JSON of another shape is kept whole, to wait in the dead letters; `Unreadable` when it is
    not JSON at all.
    """
    try:
        delivery = _decoder.decode(body)
    except msgspec.ValidationError:
        return [whole(body)]
    except NOT_JSON as problem:
        raise Unreadable(str(problem)) from problem
    if delivery.object != object_name:
        return [whole(body)]
    head = b'{"object":"' + object_name.encode() + b'","entry":[{"id":'
    return [
        Change(hashlib.sha256(single).digest()[:16], single)
        for single in (
            head + bytes(entry.id) + b',"time":' + bytes(entry.time) + b',"' + part + b'":['
            + bytes(change) + b"]}]}"
            for entry in delivery.entry
            for part, change in _parts(entry)
        )
    ]  # fmt: skip


def whole(body: bytes) -> Change:
    """Return a delivery as one change."""
    return Change(hashlib.sha256(body).digest()[:16], body)


def _parts(entry: _Entry) -> Iterator[tuple[bytes, msgspec.Raw]]:
    for change in entry.changes or ():
        yield b"changes", change
    for change in entry.messaging or ():
        yield b"messaging", change
    for change in entry.standby or ():
        yield b"standby", change


def open_single(body: bytes, received_at: datetime) -> tuple[str, datetime, str, dict[str, Any]]:
    """Return a single change's entry id, entry time, part and content."""
    try:
        entry = msgspec.json.decode(body)["entry"][0]
        part = next(name for name in ("changes", "messaging", "standby") if name in entry)
        change = entry[part][0]
        time = instant(entry["time"]) if entry.get("time") else received_at
    except (*NOT_JSON, LookupError, TypeError, StopIteration) as problem:
        raise Unreadable("The change has no entry with content.") from problem
    if not isinstance(change, dict):
        raise Unreadable("The change is not an object.")
    return text_of(entry.get("id")), time, part, change


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
