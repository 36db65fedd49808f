"""Meta's delivery: `entry[]` with `changes[]`, `messaging[]` or `standby[]`, up to 1,000."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import Unreadable
from palabre.connectors.reading import NOT_JSON, instant, text_of, whole


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
        Change(hashlib.sha256(single).digest()[:16], single, whose)
        for single, whose in (
            (
                head + bytes(entry.id) + b',"time":' + bytes(entry.time) + b',"' + part + b'":['
                + bytes(change) + b"]}]}",
                bytes(entry.id).strip(b'"').decode(errors="replace"),
            )
            for entry in delivery.entry
            for part, change in _parts(entry)
        )
    ]  # fmt: skip


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
