"""Telling open pages and waiting workers that something changed: PostgreSQL's NOTIFY."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

CHANGES = "palabre_changes"
PRESENCE = "palabre_presence"
ARRIVALS = "palabre_arrivals"
ACTS = "palabre_acts"
MOST_THREADS = 200
"""A notice holds at most 8,000 bytes; beyond this many threads it says only "many"."""


def tell(workspace: int, threads: Sequence[int]) -> None:
    """Tell, when the transaction commits, that these threads changed."""
    shown = list(threads) if len(threads) <= MOST_THREADS else []
    notice = {"workspace": workspace, "threads": shown, "count": len(threads)}
    notify(CHANGES, json.dumps(notice, separators=(",", ":")))


def notify(channel: str, payload: str = "") -> None:
    """Send a notice when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [channel, payload])
