"""The sender: keeps acts flowing to the networks, a few at a time, and writes what they became."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import httpx
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.sending.claim import Claimed, Locks, claim
from palabre.channels.sending.outcomes import Outcome, write_outcomes
from palabre.connectors.contract import Connector
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import watching
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from palabre.plumbing import clock

log = logging.getLogger(__name__)
AT_ONCE = 24
MOST_UNWRITTEN = 500
"""How many acts may be under way or wait to be written: a crash makes so many look again."""
IDLE_SECONDS = 0.5
TIMEOUT = httpx.Timeout(15.0, connect=5.0)
LOOKS_BEFORE_REPEATING = 2
MAKES_SOMETHING = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE})
T = TypeVar("T")


async def carry_out(act: Claimed, connector: Connector, client: httpx.AsyncClient) -> Outcome:
    """Do one act; after a lost answer, look first and repeat only what is surely not there.

    When a limit of the network is over, nothing is tried.
    """
    if act.until is not None:
        return Outcome(act, until=act.until)
    with watching() as seen:
        outcome = await _carry_out(act, connector, client)
    return replace(outcome, seen=tuple(seen))


async def _carry_out(act: Claimed, connector: Connector, client: httpx.AsyncClient) -> Outcome:
    is_tried = False
    try:
        if act.is_unknown:
            found = await connector.look(act.order, act.credentials, client)
            if found.done:
                return Outcome(act, external_id=found.external_id)
            if act.order.verb in MAKES_SOMETHING and act.looks + 1 < LOOKS_BEFORE_REPEATING:
                return Outcome(act, is_looked=True)
        return Outcome(act, external_id=await connector.perform(act.order, act.credentials, client))
    except ConnectorError as problem:
        return Outcome(act, error=problem)
    except Exception as problem:  # a bug: the call may have gone out, so its outcome is unknown
        log.exception("The act %d met a fault of the program", act.id)
        error = ConnectorError(Failure.UNKNOWN, "fault", detail=type(problem).__name__)
        return Outcome(act, error=error, is_tried=is_tried)


class Sender:
    """Runs until it is stopped."""

    def __init__(self) -> None:
        self._locks = Locks()
        self._claiming = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender-claims")
        self._writing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender-outcomes")
        self._wake = asyncio.Event()
        self._stopped = False

    def wake(self) -> None:
        """Look at the outbox now; call it in the sender's own loop."""
        self._wake.set()

    def stop(self) -> None:
        """End after the calls under way."""
        self._stopped = True
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, again and again.

        Outcomes are written beside: they wait for the workspace's turn, which acts must not.
        """
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(timeout=TIMEOUT, limits=limits) as client:
            under_way: set[asyncio.Task[Outcome]] = set()
            done: asyncio.Queue[Outcome | None] = asyncio.Queue()
            writing = asyncio.create_task(self._write_all(done))
            while not self._stopped:
                room = MOST_UNWRITTEN - len(under_way) - done.qsize()
                under_way |= await self._begin(min(room, AT_ONCE - len(under_way)), client)
                under_way = await self._finish(under_way, done)
            for task in under_way:
                done.put_nowait(await task)
            done.put_nowait(None)
            await writing
        await self._ask(self._claiming, self._leave)
        await self._ask(self._writing, self._leave)
        self._claiming.shutdown()
        self._writing.shutdown()

    def _leave(self) -> None:
        """Let go of the workspaces: their locks live as long as the connection."""
        connection.close()
        self._locks.forget()

    async def _begin(self, room: int, client: httpx.AsyncClient) -> set[asyncio.Task[Outcome]]:
        if room <= 0:
            return set()
        self._wake.clear()
        acts = await self._ask(
            self._claiming, lambda: claim(self._locks, most=room, now=clock.now())
        )
        return {
            asyncio.create_task(carry_out(act, CONNECTORS[act.network], client))
            for act in acts or []
        }

    async def _finish(
        self, under_way: set[asyncio.Task[Outcome]], done: asyncio.Queue[Outcome | None]
    ) -> set[asyncio.Task[Outcome]]:
        """Wait for an outcome, a call or a moment; pass on the outcomes there are."""
        wake = asyncio.create_task(self._wake.wait())
        await asyncio.wait(
            {*under_way, wake}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        wake.cancel()
        over = {task for task in under_way if task.done()}
        for task in over:
            done.put_nowait(task.result())
        return under_way - over

    async def _write_all(self, done: asyncio.Queue[Outcome | None]) -> None:
        """Write outcomes, as many as there are at a time, until None ends it."""
        while (first := await done.get()) is not None:
            outcomes, is_over = [first], False
            while not done.empty() and not is_over:
                following = done.get_nowait()
                is_over = following is None
                outcomes += [following] if following is not None else []
            while await self._ask(self._writing, partial(self._write, outcomes)) is None:
                await asyncio.sleep(IDLE_SECONDS)
            self.wake()
            if is_over:
                return

    @staticmethod
    def _write(outcomes: list[Outcome]) -> bool:
        write_outcomes(outcomes, now=clock.now())
        return True

    async def _ask(self, thread: ThreadPoolExecutor, question: Callable[[], T]) -> T | None:
        """Run a piece of database work in a thread of its own; None when the database is away."""
        forgets = thread is self._claiming
        return await asyncio.get_running_loop().run_in_executor(
            thread, partial(self._guarded, question, forgets=forgets)
        )

    def _guarded(self, question: Callable[[], T], *, forgets: bool) -> T | None:
        try:
            return question()
        except (OperationalError, InterfaceError) as problem:
            log.warning("The outbox is out of reach: %s", problem)
            connection.close()
            if forgets:
                self._locks.forget()
            return None
