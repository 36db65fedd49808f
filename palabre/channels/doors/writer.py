"""Writes arrivals to the ledger: many deliveries in one commit, answered after it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from palabre.channels.judging import Judged, pack, tell_acts
from palabre.connectors.contract import Change
from palabre.plumbing import clock

log = logging.getLogger(__name__)
ROWS_A_COMMIT = 2000
RETRY_SECONDS = 0.5
QUIET_SECONDS = 60.0
KEEP = "select channels_keep(%b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[], %b)"
KEEP_JUDGED = """
    select channels_keep_judged(
        %b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[], %b::text[], %b, %b)
"""
NOTHING: Mapping[int, Judged] = {}


@dataclass(slots=True)
class Delivery:
    """What one request brought, and who waits for it to be safe."""

    workspace: int
    account: int
    changes: Sequence[Change]
    safe: asyncio.Future[None]
    judged: Mapping[int, Judged]
    """What was decided of some of the changes, by their places."""


class LedgerWriter:
    """One connection that commits whatever waits, again and again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: asyncio.Queue[Delivery] = asyncio.Queue(maxsize=5000)
        self._connection: psycopg.AsyncConnection[tuple[int]] | None = None
        self._said = ("", 0.0)

    @property
    def is_ready(self) -> bool:
        """Say whether arrivals can be made safe now."""
        return self._connection is not None and not self._connection.closed

    async def keep(
        self,
        workspace: int,
        account: int,
        changes: Sequence[Change],
        judged: Mapping[int, Judged] = NOTHING,
    ) -> None:
        """Return once the changes are committed; raise `psycopg.Error` when they are not.

        The acts that `judged` asks for are ordered in the same commit.
        """
        safe: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._waiting.put(Delivery(workspace, account, changes, safe, judged))
        await safe

    async def run(self) -> None:
        """Write until cancelled; connect again when the database went away."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._address, autocommit=True, connect_timeout=5
                ) as connection:
                    self._connection = connection
                    await self._write_on(connection)
            except psycopg.Error as problem:
                self._say_once(str(problem))
            finally:
                self._connection = None
            self._refuse_waiting()
            await asyncio.sleep(RETRY_SECONDS)

    def _say_once(self, reason: str) -> None:
        """Log why the ledger is away, once a minute for the same reason."""
        now = time.monotonic()
        if reason != self._said[0] or now > self._said[1] + QUIET_SECONDS:
            self._said = (reason, now)
            log.warning("The ledger is out of reach: %s", reason)

    async def _write_on(self, connection: psycopg.AsyncConnection[tuple[int]]) -> None:
        while True:
            try:
                async with asyncio.timeout(10):
                    first = await self._waiting.get()
            except TimeoutError:
                await connection.execute("select 1")
                continue
            await self._commit(connection, self._take(first))

    def _take(self, first: Delivery) -> list[Delivery]:
        taken, rows = [first], len(first.changes)
        while rows < ROWS_A_COMMIT and not self._waiting.empty():
            taken.append(self._waiting.get_nowait())
            rows += len(taken[-1].changes)
        return taken

    async def _commit(
        self, connection: psycopg.AsyncConnection[tuple[int]], taken: list[Delivery]
    ) -> None:
        try:
            if any(one.changes for one in taken):
                await self._insert(connection, taken, clock.now())
        except psycopg.Error as problem:
            for one in taken:
                with contextlib.suppress(asyncio.InvalidStateError):
                    one.safe.set_exception(problem)
            raise
        for one in taken:
            if not one.safe.done():
                one.safe.set_result(None)

    @staticmethod
    async def _insert(
        connection: psycopg.AsyncConnection[tuple[int]], taken: Sequence[Delivery], now: datetime
    ) -> None:
        rows = [(one.workspace, one.account, change) for one in taken for change in one.changes]
        columns = [
            [workspace for workspace, _, _ in rows],
            [account for _, account, _ in rows],
            [change.key for _, _, change in rows],
            [change.body for _, _, change in rows],
        ]
        if not any(one.judged for one in taken):
            await connection.execute(KEEP, [*columns, now])
            return
        judged = [one.judged.get(place) for one in taken for place in range(len(one.changes))]
        acts = [
            act
            for (_, account, change), one in zip(rows, judged, strict=True)
            if one is not None and one.acts
            for act in tell_acts(account, change.key, one.acts)
        ]
        told = [pack(one) if one is not None else None for one in judged]
        await connection.execute(KEEP_JUDGED, [*columns, told, Jsonb(acts), now])

    def _refuse_waiting(self) -> None:
        while not self._waiting.empty():
            delivery = self._waiting.get_nowait()
            if not delivery.safe.done():
                delivery.safe.set_exception(psycopg.OperationalError("out of reach"))
