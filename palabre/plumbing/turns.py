"""One writer of a workspace's conversations at a time, so that none waits in a circle."""

from __future__ import annotations

from django.db import connection

LOCK_SPACE = 7003
"""The first key of the advisory locks of turns; the second is the workspace."""


def take_turn(workspace: int) -> None:
    """Wait for this workspace's turn, and keep it until the transaction ends.

    Whoever changes messages, threads and the counters kept by their triggers takes it before
    anything else. Readers never wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, workspace])
