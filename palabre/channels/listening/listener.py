"""The listener: reads every account's polls and sockets, each by one process at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import httpx
import psycopg
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.judging import Judge
from palabre.channels.listening import leases
from palabre.channels.listening.lane import Lane
from palabre.channels.listening.leases import RENEW_SECONDS, Held
from palabre.channels.listening.reading import Reader
from palabre.channels.renewing import renew_due
from palabre.channels.standing import note_refusal
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.sources import Way
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Workspace

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
POLLS_AT_ONCE = 24
IN_A_ROUND = 4
"""How many sources of one client are taken before the others have their turn."""
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=15)
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=POLLS_AT_ONCE)
T = TypeVar("T")


class Listener:
    """Runs until it is stopped."""

    def __init__(self, address: str, judge: Judge | None = None) -> None:
        self._name = leases.name_holder()
        self._writer = LedgerWriter(address)
        self._lane = Lane(judge) if judge is not None else None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="listener-database")
        self._stopped = asyncio.Event()
        self._due: list[int] = []
        self._reading: dict[int, tuple[Held, asyncio.Task[None]]] = {}

    def stop(self) -> None:
        """End; call it in the listener's own loop. What is held is given back at once."""
        self._stopped.set()

    async def run(self) -> None:
        """Take what is due, keep what is held, until stopped."""
        async with httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS) as client:
            reader = Reader(client, self._writer, self._ask, self._lane)
            tasks = [
                asyncio.create_task(self._writer.run()),
                asyncio.create_task(self._repeat(lambda: self._take(reader), LOOK_SECONDS)),
                asyncio.create_task(self._repeat(self._keep_hold, RENEW_SECONDS)),
                asyncio.create_task(self._repeat(lambda: self._renew(client), LOOK_SECONDS)),
            ]
            await self._guarded(self._ensure)
            await self._stopped.wait()
            for task in (*tasks[1:], *(task for _, task in self._reading.values()), tasks[0]):
                task.cancel()
            await asyncio.gather(
                *tasks, *(task for _, task in self._reading.values()), return_exceptions=True
            )
            await self._guarded(self._leave)
        self._thread.shutdown()

    async def _repeat(self, act: Callable[[], object], pause: float) -> None:
        while True:
            await self._guarded(act)
            await asyncio.sleep(pause)

    @staticmethod
    async def _guarded(act: Callable[[], object]) -> None:
        """Do something; a database that is away is waited for, a bug is told and tried again."""
        try:
            done = act()
            if asyncio.iscoroutine(done):
                await done
        except (OperationalError, InterfaceError) as problem:
            log.warning("The sources are out of reach: %s", problem)
        except Exception:  # a bug in one round must not end them all
            log.exception("A round of the listener failed")

    async def _ask(self, work: Callable[[], T]) -> T:
        """Run a piece of database work in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)

    @staticmethod
    def _work(work: Callable[[], T]) -> T:
        try:
            return work()
        except (OperationalError, InterfaceError):
            connection.close()
            raise

    async def _ensure(self) -> None:
        def ensure() -> None:
            workspaces = list(Workspace.objects.order_by("id").values_list("pk", flat=True))
            leases.give_back_of_the_dead()
            leases.ensure_all(workspaces, now=clock.now())

        await self._ask(ensure)

    async def _take(self, reader: Reader) -> None:
        """Begin to read what is due, some of each client's, round after round."""
        now = clock.now()
        self._due = await self._ask(lambda: leases.list_due_workspaces(now))
        for workspace in self._due:
            polling = sum(held.source.way == Way.POLL for held, _ in self._reading.values())
            room = min(IN_A_ROUND, POLLS_AT_ONCE - polling)
            if room <= 0:
                return
            for held in await self._ask(partial(self._claim, workspace, room, now)):
                task = asyncio.create_task(self._read(reader, held))
                self._reading[held.id] = (held, task)
                task.add_done_callback(lambda _, id=held.id: self._reading.pop(id, None))  # type: ignore[misc]

    def _claim(self, workspace: int, room: int, now: datetime) -> list[Held]:
        return leases.claim(workspace, holder=self._name, most=room, now=now)

    async def _read(self, reader: Reader, held: Held) -> None:
        """Read one source; whatever happens is written where the account's page shows it."""
        try:
            is_socket = held.source.way == Way.SOCKET
            await (reader.listen(held) if is_socket else reader.poll(held))
        except ConnectorError as problem:
            await self._guarded(partial(self._fail, held, problem))
        except (OperationalError, InterfaceError, psycopg.Error) as problem:
            log.warning("The ledger is out of reach: %s", problem)
        except Exception as problem:  # a bug: told, and the others go on
            log.exception("Reading %s of account %d failed", held.source.name, held.account)
            error = ConnectorError(Failure.TRY_AGAIN, "fault", detail=type(problem).__name__)
            await self._guarded(partial(self._fail, held, error))

    async def _fail(self, held: Held, error: ConnectorError) -> None:
        now = clock.now()
        doubled = FIRST_WAIT * int(2 ** min(held.failures, 10))
        due_at = now + (error.wait or min(doubled, LONGEST_WAIT))

        def write() -> None:
            leases.fail(held, reason=error.reason, detail=error.detail, due_at=due_at)
            with workspace_scope([held.workspace]):
                used = held.credentials.secrets
                note_refusal(held.workspace, held.account, error, used=used, until=due_at, now=now)

        await self._ask(write)

    async def _keep_hold(self) -> None:
        """Hold what is read for longer; stop reading what is no longer ours."""
        by_workspace: dict[int, list[int]] = {}
        for held, _ in self._reading.values():
            by_workspace.setdefault(held.workspace, []).append(held.id)
        for workspace, ids in by_workspace.items():
            kept = await self._ask(partial(self._hold, workspace, ids))
            for id in set(ids) - kept:
                if id in self._reading:
                    self._reading[id][1].cancel()

    def _hold(self, workspace: int, ids: list[int]) -> set[int]:
        return leases.renew(workspace, ids, holder=self._name, now=clock.now())

    async def _renew(self, client: httpx.AsyncClient) -> None:
        """Renew the sign-ins of the clients where the last look found something due."""
        for workspace in self._due:
            await renew_due(workspace, client, self._ask)

    async def _leave(self) -> None:
        """Give back what is held, so that the next process need not wait for the lease."""

        def leave() -> None:
            leases.give_back(self._name)
            connection.close()

        await self._ask(leave)
