"""Which clients' rows the present transaction may see: row-level security's other half."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_SET = "select set_config('palabre.workspaces', %s, true)"
_GET = "select coalesce(current_setting('palabre.workspaces', true), '')"


@contextmanager
def workspace_scope(workspaces: Iterable[int]) -> Iterator[None]:
    """Run a transaction that sees and changes rows of these workspaces and of no other.

    PostgreSQL enforces it (policies in every migration), so a query that forgets its filter
    shows nothing of another client. An inner scope narrows or changes the outer one until it
    ends. An empty list sees nothing.
    """
    value = "{" + ",".join(str(int(workspace)) for workspace in workspaces) + "}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_GET)
            before = cursor.fetchone()[0]
            cursor.execute(_SET, [value])
        yield
        with connection.cursor() as cursor:
            cursor.execute(_SET, [before])
