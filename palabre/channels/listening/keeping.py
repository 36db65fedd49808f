"""Keeping what one source brings, in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.listening.lane import Lane
from palabre.channels.listening.leases import Held
from palabre.connectors.contract import Change
from palabre.plumbing import clock

MOST_AT_ONCE = 500
"""How much of a live chat is judged before the first of it is kept."""
T = TypeVar("T")


class Database(Protocol):
    """Runs a piece of database work in the one thread that has the connection."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """Return what the work returns."""
        ...


class Keeping:
    """One source's way into the ledger. With a lane, the source is a live chat."""

    def __init__(
        self, held: Held, writer: LedgerWriter, database: Database, lane: Lane | None
    ) -> None:
        self._held = held
        self._writer = writer
        self._database = database
        self._lane = lane
        self._under_way: asyncio.Task[None] | None = None

    async def keep(self, changes: Sequence[Change]) -> None:
        """Keep changes. While a part of a live chat is committed, the next is judged."""
        held = self._held
        if self._lane is None:
            if changes:
                await self._writer.keep(held.workspace, held.account, changes)
            return
        for start in range(0, len(changes), MOST_AT_ONCE):
            part = changes[start : start + MOST_AT_ONCE]
            judged = await self._database(partial(self._lane.judge, held, part, now=clock.now()))
            await self.settle()
            self._under_way = asyncio.create_task(
                self._writer.keep(held.workspace, held.account, part, judged)
            )

    async def settle(self) -> None:
        """Return when everything is committed; raise what went wrong."""
        if self._under_way is not None:
            last, self._under_way = self._under_way, None
            await last
