"""Cursors that hold more than a word: a struct as JSON. One that cannot be read begins anew."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from palabre.connectors.reading import NOT_JSON

Kept = TypeVar("Kept", bound=msgspec.Struct)


def read_cursor(cursor: str, kind: type[Kept]) -> Kept:
    """Return what a cursor holds, or the beginning: every field of the struct has a default."""
    try:
        return msgspec.json.decode(cursor, type=kind) if cursor else kind()
    except NOT_JSON:
        return kind()


def write_cursor(kept: msgspec.Struct) -> str:
    """Return a cursor that holds this."""
    return msgspec.json.encode(kept).decode()
