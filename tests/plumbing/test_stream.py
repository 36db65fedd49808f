"""What changed is told by name, in as many notices as it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings

from palabre.plumbing import stream

MANY = stream.IN_A_NOTICE * stream.MOST_NOTICES


@pytest.mark.parametrize(("threads", "notices"), [(0, 1), (1, 1), (450, 3), (MANY, 20)])
def test_every_thread_is_named_once(database: None, threads: int, notices: int) -> None:
    told = listen_while(list(range(1, threads + 1)))
    assert len(told) == notices
    assert [thread for one in told for thread in one["threads"]] == list(range(1, threads + 1))
    assert sum(one["count"] for one in told) == threads


def test_too_many_are_only_counted(database: None) -> None:
    assert listen_while(list(range(MANY + 1))) == [
        {"workspace": 7, "threads": [], "count": MANY + 1}
    ]


def listen_while(threads: list[int]) -> list[dict[str, Any]]:
    """Return what an open page hears when these threads changed."""
    return heard_while(lambda: stream.tell(7, threads))


def heard_while(act: Callable[[], object]) -> list[dict[str, Any]]:
    """Return what an open page hears of what is done."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"], port=owner["PORT"], user=owner["USER"], dbname=owner["NAME"],
        password=owner["PASSWORD"], autocommit=True,
    ) as listener:  # fmt: skip
        listener.execute(f"listen {stream.CHANGES}")
        act()
        first = list(listener.notifies(timeout=10, stop_after=1))
        rest = list(listener.notifies(timeout=0.2))
    return [json.loads(one.payload) for one in first + rest]
