"""The sender: keeps acts flowing to the networks, a few at a time, and writes what they became."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import httpx
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.sending.claim import Claimed, Locks, claim
from palabre.channels.sending.outcomes import Outcome, write_outcomes
from palabre.connectors.contract import Connector, ConnectorError, Failure
from palabre.connectors.limits import watching
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from palabre.plumbing import clock

log = logging.getLogger(__name__)
AT_ONCE = 24
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
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender-database")
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
        """Send what is due, again and again."""
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(timeout=TIMEOUT, limits=limits) as client:
            under_way: set[asyncio.Task[Outcome]] = set()
            while not self._stopped:
                under_way |= await self._begin(AT_ONCE - len(under_way), client)
                under_way = await self._finish(under_way)
            if under_way:
                await asyncio.wait(under_way)
                await self._finish(under_way)
        await self._ask(self._leave)
        self._database.shutdown()

    def _leave(self) -> None:
        """Let go of the workspaces: their locks live as long as the connection."""
        connection.close()
        self._locks.forget()

    async def _begin(self, room: int, client: httpx.AsyncClient) -> set[asyncio.Task[Outcome]]:
        if room <= 0:
            return set()
        self._wake.clear()
        acts = await self._ask(lambda: claim(self._locks, most=room, now=clock.now())) or []
        return {
            asyncio.create_task(carry_out(act, CONNECTORS[act.network], client)) for act in acts
        }

    async def _finish(self, under_way: set[asyncio.Task[Outcome]]) -> set[asyncio.Task[Outcome]]:
        """Wait for an outcome, a call or a moment; write the outcomes there are."""
        wake = asyncio.create_task(self._wake.wait())
        await asyncio.wait(
            {*under_way, wake}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        wake.cancel()
        done = {task for task in under_way if task.done()}
        if done:
            outcomes = [task.result() for task in done]
            while await self._ask(lambda: self._write(outcomes)) is None:
                await asyncio.sleep(IDLE_SECONDS)
        return under_way - done

    @staticmethod
    def _write(outcomes: list[Outcome]) -> bool:
        write_outcomes(outcomes, now=clock.now())
        return True

    async def _ask(self, question: Callable[[], T]) -> T | None:
        """Run a piece of database work in its own thread; None when the database is away."""
        return await asyncio.get_running_loop().run_in_executor(
            self._database, self._guarded, question
        )

    def _guarded(self, question: Callable[[], T]) -> T | None:
        try:
            return question()
        except (OperationalError, InterfaceError) as problem:
            log.warning("The outbox is out of reach: %s", problem)
            connection.close()
            self._locks.forget()
            return None
