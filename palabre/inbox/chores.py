"""Chores that go through all workspaces in a thread of their own, beside what the worker does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from django.db import close_old_connections, connection
from django.db.utils import InterfaceError, OperationalError

from palabre.workspaces.models import Workspace

log = logging.getLogger(__name__)


class EachWorkspace:
    """A chore that takes a step in one workspace after another; what it is about is for the log."""

    def __init__(self, name: str, about: str, step: Callable[[int], object]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._about = about
        self._step = step

    async def __call__(self, client: httpx.AsyncClient) -> None:
        """Take a step in each workspace; nothing is asked of a network."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._take_steps)

    def _take_steps(self) -> None:
        close_old_connections()
        try:
            for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
                self._step(workspace)
        except (OperationalError, InterfaceError) as problem:
            log.warning("%s are out of reach: %s", self._about, problem)
            connection.close()
