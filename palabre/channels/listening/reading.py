"""Reading one source: a poll page by page, or a socket for as long as it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

import httpx

from palabre.channels import quotas
from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.listening import leases
from palabre.channels.listening.keeping import Database, Keeping
from palabre.channels.listening.lane import Lane
from palabre.channels.listening.leases import Held, Progress
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import Seen, watching
from palabre.connectors.sources import Ask, Heard, Page
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope

PAGES_IN_A_TURN = 20
MOST_IN_A_COMMIT = 2000
GATHER_SECONDS = 0.02
"""How long a live chat gathers: a message among many costs less than one alone."""
MOST_WAITING = 20_000
"""How much a socket may be ahead of the database; beyond it, the network's own buffer fills."""
CURSOR_SECONDS = 2.0
LOOSE = timedelta(minutes=1)
"""How much later than planned a poll may be before it counts as a gap."""
MOMENT = timedelta(seconds=10)
"""How long a socket may be away before it counts as a gap, where a poll tells what was missed."""


class Reader:
    """Reads sources into the ledger; one for a process."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        writer: LedgerWriter,
        database: Database,
        lane: Lane | None = None,
    ) -> None:
        self._client = client
        self._writer = writer
        self._database = database
        self._lane = lane

    async def poll(self, held: Held) -> None:
        """Read a poll's pages until there is nothing new, and give the source back."""
        started, cursor = clock.now(), held.cursor
        keeping = self._keeping(held)
        is_late = held.seen_at is not None and started - held.seen_at > held.source.every + LOOSE
        for _ in range(PAGES_IN_A_TURN):
            if await self._is_spent(held, cursor):
                return
            page = await self._ask(held, cursor)
            await keeping.keep(page.changes)
            await keeping.settle()
            now, cursor = clock.now(), page.cursor
            if page.has_gap:
                gap = partial(leases.note_gap, held, until=now, reason="past_is_gone")
                await self._database(gap)
            if not page.has_more:
                await self._finish(held, page, started, is_late=is_late)
                return
            if not await self._database(partial(leases.advance, held, Progress(cursor, now))):
                return
        progress = Progress(cursor, clock.now(), is_over=True)
        await self._database(partial(leases.advance, held, progress))

    async def _ask(self, held: Held, cursor: str) -> Page:
        now = clock.now()
        with watching() as seen:
            try:
                since = held.seen_at or now - held.source.past
                ask = Ask(held.source.name, cursor, since, now)
                return await held.connector.poll(ask, held.credentials, self._client)
            finally:
                if seen:
                    await self._database(lambda: self._tell(held, list(seen)))

    @staticmethod
    def _tell(held: Held, seen: list[Seen]) -> None:
        with workspace_scope([held.workspace]):
            quotas.tell(held.workspace, held.account, seen)

    async def _is_spent(self, held: Held, cursor: str) -> bool:
        """Draw what asking costs; when a limit is over, give the source back until its reset."""
        costs = held.source.costs_at(cursor)
        if not costs:
            return False

        def draw() -> datetime | None:
            with workspace_scope([held.workspace]):
                return quotas.take(
                    held.workspace, held.account, held.connector.name, costs, now=clock.now()
                )

        until = await self._database(draw)
        if until is not None:
            progress = Progress(cursor, until, is_over=True)
            await self._database(partial(leases.advance, held, progress))
        return until is not None

    async def _finish(self, held: Held, page: Page, started: datetime, *, is_late: bool) -> None:
        now = clock.now()
        wait = max(page.wait or held.source.every, timedelta(milliseconds=200))

        def write() -> None:
            if is_late:
                leases.note_gap(held, until=started, reason="out_of_reach", filled_at=now)
            leases.fill_gaps(held, before=started, now=now)
            leases.advance(held, Progress(page.cursor, now + wait, started, is_over=True))

        await self._database(write)

    async def listen(self, held: Held) -> None:
        """Follow a socket until it rests or is cut; what waits is written a commit at a time."""
        if await self._is_spent(held, held.cursor):
            return
        if self._lane is not None and held.source.is_live and not held.source.is_look(held.cursor):
            await self._database(partial(self._lane.prepare, held))
        ask = Ask(held.source.name, held.cursor, held.seen_at or clock.now(), clock.now())
        stream = held.connector.listen(ask, held.credentials, self._client)
        heard: asyncio.Queue[Heard] = asyncio.Queue(maxsize=MOST_WAITING)
        hearing = asyncio.create_task(_hear(stream, heard, held.source.silence.total_seconds()))
        try:
            first = await _first(heard, hearing)
            if first is not None:
                if first.rest is None:
                    await self._note_connected(held)
                if await self._write_on(held, heard, hearing):
                    return
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
        raise ConnectorError(Failure.TRY_AGAIN, "cut")

    async def _note_connected(self, held: Held) -> None:
        now = clock.now()

        def write() -> None:
            moment = MOMENT if held.source.catch_up else timedelta(0)
            is_resumed = held.source.resumes and bool(held.cursor)
            if held.seen_at is not None and now - held.seen_at > moment and not is_resumed:
                leases.note_gap(held, until=now, reason="out_of_reach")
            leases.note_connected(held, now=now)

        await self._database(write)

    async def _write_on(
        self, held: Held, heard: asyncio.Queue[Heard], hearing: asyncio.Task[None]
    ) -> bool:
        """Write what is heard, as much as waits at a time; the cursor once in a while.

        True when there is nothing more to do: the socket rests, or another process took over.
        """
        cursor, written_at, heard_at = held.cursor, 0.0, clock.now()
        keeping = self._keeping(held)
        while batch := await _gather(heard, hearing):
            heard_at = clock.now()
            await keeping.keep([change for one in batch for change in one.changes])
            if batch[-1].rest is not None:
                await keeping.settle()
                await self._rest(held, batch[-1])
                return True
            cursor = next((one.cursor for one in reversed(batch) if one.cursor), cursor)
            moment = asyncio.get_running_loop().time()
            if moment - written_at < CURSOR_SECONDS:
                if held.source.is_live:
                    await asyncio.sleep(GATHER_SECONDS)
                continue
            written_at = moment
            await keeping.settle()
            if not await self._advance(held, cursor, heard_at):
                return True
        await keeping.settle()
        await self._advance(held, cursor, heard_at)
        return False

    async def _rest(self, held: Held, last: Heard) -> None:
        """Give a socket back until it wants to be opened again."""
        now = clock.now()
        progress = Progress(last.cursor, now + (last.rest or timedelta(0)), now, is_over=True)

        def write() -> None:
            if last.has_gap:
                leases.note_gap(held, until=now, reason="past_is_gone")
            leases.advance(held, progress)

        await self._database(write)

    async def _advance(self, held: Held, cursor: str, seen_at: datetime) -> bool:
        """Write how far a source is read, and until when everything it said is kept."""
        progress = Progress(cursor, clock.now(), seen_at)
        return await self._database(partial(leases.advance, held, progress))

    def _keeping(self, held: Held) -> Keeping:
        lane = self._lane if held.source.is_live else None
        return Keeping(held, self._writer, self._database, lane)


async def _hear(stream: AsyncIterator[Heard], heard: asyncio.Queue[Heard], limit: float) -> None:
    """Put what a socket says in the queue until it ends; silence ends it too."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limit) as silence:
            async for one in stream:
                if heard.full():
                    silence.reschedule(None)
                await heard.put(one)
                until = loop.time() + limit
                if (silence.when() or 0.0) < until - 1:
                    silence.reschedule(until)
    except TimeoutError as problem:
        raise ConnectorError(Failure.TRY_AGAIN, "silent") from problem


async def _first(heard: asyncio.Queue[Heard], hearing: asyncio.Task[None]) -> Heard | None:
    """Return the first that a socket says, once it says something; None when it has ended."""
    batch = await _gather(heard, hearing)
    for one in batch:
        heard.put_nowait(one)
    return batch[0] if batch else None


async def _gather(heard: asyncio.Queue[Heard], hearing: asyncio.Task[None]) -> list[Heard]:
    """Return what waits, at least one; nothing when the socket has ended. Raises its error."""
    if heard.empty():
        getting = asyncio.create_task(heard.get())
        await asyncio.wait({getting, hearing}, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            getting.cancel()
            hearing.result()
            return []
        batch = [getting.result()]
    else:
        batch = [heard.get_nowait()]
    count = len(batch[0].changes)
    while count < MOST_IN_A_COMMIT and not heard.empty():
        batch.append(heard.get_nowait())
        count += len(batch[-1].changes)
    return batch
