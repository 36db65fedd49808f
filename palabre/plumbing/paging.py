"""Cursor pages: a cursor says where the next page begins, and cannot be read or guessed wrong."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from palabre.plumbing.errors import Refused

Row = TypeVar("Row", bound=Model)


def encode(values: Sequence[Any]) -> str:
    """Return a cursor that stands after a row with these sort values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode(cursor: str, *, kinds: tuple[type, ...]) -> list[Any]:
    """Return the sort values of a cursor; `Refused` when it is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        values = None
    is_ours = (
        isinstance(values, list)
        and len(values) == len(kinds)
        and all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
        and all(abs(value) < 2**63 for value in values if isinstance(value, int))
    )
    if not is_ours:
        raise Refused("This cursor is not one of ours: begin again without it.", status=422)
    return list(values)


def take_page(
    rows: QuerySet[Row], *, cursor: str, limit: int, field: str = "id"
) -> tuple[list[Row], str]:
    """Return the page of rows after the cursor, the greatest number first, and the next cursor.

    `field` names a column of whole numbers that no two of these rows share.
    """
    ordered = rows.order_by(f"-{field}")
    if cursor:
        (number,) = decode(cursor, kinds=(int,))
        ordered = ordered.filter(**{f"{field}__lt": number})
    found = list(ordered[: limit + 1])
    is_more = len(found) > limit
    return found[:limit], encode([getattr(found[limit - 1], field)]) if is_more else ""
