"""Which clients' rows the present transaction may see: row-level security's other half."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_SET = "select set_config('palabre.workspaces', %s, true)"
_GET = "select coalesce(current_setting('palabre.workspaces', true), '')"


class _Open(threading.local):
    """The outermost scope of this thread, while one is open."""

    is_open = False

    def __init__(self) -> None:
        self.last: list[tuple[int, Callable[[], None]]] = []


_open = _Open()


@contextmanager
def workspace_scope(workspaces: Iterable[int]) -> Iterator[None]:
    """Run a transaction that sees and changes rows of these workspaces and of no other.

    PostgreSQL enforces it (policies in every migration), so a query that forgets its filter
    shows nothing of another client. An inner scope narrows or changes the outer one until it
    ends. An empty list sees nothing.
    """
    value = "{" + ",".join(str(int(workspace)) for workspace in workspaces) + "}"
    is_outermost, known = not _open.is_open, len(_open.last)
    _open.is_open = True
    try:
        with transaction.atomic():
            before = _swap(value)
            yield
            if is_outermost:
                _do_last()
            _swap(before)
            _open.is_open = not is_outermost
    except BaseException:
        del _open.last[known:]
        raise
    finally:
        if is_outermost:
            _open.is_open = False
            _open.last.clear()


def at_the_end(workspace: int, act: Callable[[], None]) -> None:
    """Do something in a workspace when the outermost scope ends, before it commits.

    For what every transaction locks, such as the end of the audit log: taken last and in one
    order, it can make nobody wait for each other in a circle. Without a scope it is done now.
    """
    if _open.is_open:
        _open.last.append((workspace, act))
    else:
        act()


def _do_last() -> None:
    for workspace, act in sorted(_open.last, key=lambda one: one[0]):
        before = _swap(f"{{{workspace}}}")
        act()
        _swap(before)
    _open.last.clear()


def _swap(value: str) -> str:
    """Name other workspaces for the transaction; return those before."""
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        before: str = cursor.fetchone()[0]
        cursor.execute(_SET, [value])
    return before
