"""The worker: one thread applies arrivals, another sends acts; PostgreSQL's notices wake both."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Sequence

import httpx
import psycopg
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.intake import apply_waiting, is_chat_heard
from palabre.channels.sending.sender import Sender
from palabre.plumbing import stream
from palabre.plumbing.memory import keep_for_good

Chore = Callable[[httpx.AsyncClient], Awaitable[None]]
"""Something of another room to do beside the acts, again and again."""

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
CHORE_SECONDS = 10.0
CHORE_PAUSE = 1.0
MAKES_WAY = 1.5
"""How long the inbox pauses after a batch while a live chat is heard, in lengths of the batch."""
GATHER_SECONDS = 0.02
"""How long arrivals gather before a batch is taken: a batch costs less than its rows alone."""


class Worker:
    """Runs until it is stopped."""

    def __init__(self, address: str, chores: Sequence[Chore] = ()) -> None:
        self._address = address
        self._chores = chores
        self._arrivals = threading.Event()
        self._stopped = threading.Event()
        self._sender: Sender | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """End after the batch and the calls under way."""
        self._stopped.set()
        self._arrivals.set()
        if self._loop is not None and self._sender is not None:
            self._loop.call_soon_threadsafe(self._sender.stop)

    def run(self) -> None:
        """Work until stopped; the caller's thread applies arrivals."""
        threads = [
            threading.Thread(target=self._listen, name="listener", daemon=True),
            threading.Thread(target=self._send, name="sender", daemon=True),
        ]
        for thread in threads:
            thread.start()
        self._apply()
        threads[1].join(timeout=20)

    def _apply(self) -> None:
        is_warm = False
        while not self._stopped.is_set():
            self._arrivals.clear()
            began = time.monotonic()
            try:
                taken = apply_waiting()
                if taken and not is_warm:
                    is_warm = True
                    keep_for_good()  # The first batch loads models and charters.
                if taken and is_chat_heard():
                    self._stopped.wait(MAKES_WAY * (time.monotonic() - began))
            except (OperationalError, InterfaceError) as problem:
                log.warning("The ledger is out of reach: %s", problem)
                connection.close()
                taken = 0
            if not taken:
                self._arrivals.wait(IDLE_SECONDS)
                time.sleep(GATHER_SECONDS)

    def _send(self) -> None:
        while not self._stopped.is_set():
            try:
                asyncio.run(self._run_sender())
            except Exception:  # a bug in the sender must not stop it for good
                log.exception("The sender stopped and begins again")
                time.sleep(IDLE_SECONDS)

    async def _run_sender(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._sender = Sender()
        if self._stopped.is_set():
            return
        chores = [asyncio.create_task(self._repeat(chore)) for chore in self._chores]
        await self._sender.run()
        for chore in chores:
            chore.cancel()

    @staticmethod
    async def _repeat(chore: Chore) -> None:
        """Do a chore again and again, until cancelled."""
        async with httpx.AsyncClient(timeout=CHORE_SECONDS) as client:
            while True:
                try:
                    await chore(client)
                except Exception:  # a chore never stops the acts
                    log.exception("A chore failed and is tried again")
                await asyncio.sleep(CHORE_PAUSE)

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as listening:
                    listening.execute(f"listen {stream.ARRIVALS}")
                    listening.execute(f"listen {stream.ACTS}")
                    self._arrivals.set()
                    for notice in listening.notifies():
                        self._pass_on(notice.channel)
            except psycopg.OperationalError as problem:
                log.warning("Notices are out of reach: %s", problem)
                time.sleep(IDLE_SECONDS)

    def _pass_on(self, channel: str) -> None:
        if channel == stream.ARRIVALS:
            self._arrivals.set()
        elif self._loop is not None and self._sender is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._sender.wake)
