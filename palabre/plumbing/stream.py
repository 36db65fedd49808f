"""Telling open pages and waiting workers that something changed: PostgreSQL's NOTIFY."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

CHANGES = "palabre_changes"
PRESENCE = "palabre_presence"
ARRIVALS = "palabre_arrivals"
ACTS = "palabre_acts"
IN_A_NOTICE = 200
"""A notice holds at most 8,000 bytes: more threads are told in several."""
MOST_NOTICES = 20
"""Beyond this many, one notice says only how many."""


def tell(workspace: int, threads: Sequence[int], *, is_quiet: bool = False) -> None:
    """Tell, when the transaction commits, that these threads changed.

    A quiet change is one that nobody made: what was there already is better understood.
    """
    named = list(threads)
    if len(named) > IN_A_NOTICE * MOST_NOTICES:
        parts: list[list[int]] = [[]]
    else:
        parts = [named[at : at + IN_A_NOTICE] for at in range(0, len(named), IN_A_NOTICE)] or [[]]
    for part in parts:
        notice = {"workspace": workspace, "threads": part, "count": len(part) or len(named)}
        notice |= {"is_quiet": True} if is_quiet else {}
        notify(CHANGES, json.dumps(notice, separators=(",", ":")))


def notify(channel: str, payload: str = "") -> None:
    """Send a notice when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [channel, payload])
