"""How webhooks leave the square: in batches, signed, again and again until the desk says 200."""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from random import Random

import httpx

from palabre.sandbox import networks
from palabre.sandbox.facts import EventOwed
from palabre.sandbox.settings import Account, Configuration

log = logging.getLogger("palabre.sandbox")

AT_ONCE = 4
BATCH = 100
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
GIVE_UP_AFTER = 36 * 3600.0


class Waiting:
    """The events of one account that wait for their time, the earliest first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._heap: list[tuple[float, int, EventOwed]] = []
        self._changed = asyncio.Event()

    def add(self, event: EventOwed, *, due: float) -> None:
        """Let an event wait until `due`, a monotonic time."""
        heapq.heappush(self._heap, (due, event.number, event))
        self._changed.set()

    async def take(self, most: int = BATCH) -> list[EventOwed]:
        """Return up to `most` events whose time has come, as soon as there is one."""
        while True:
            now = time.monotonic()
            batch: list[EventOwed] = []
            while self._heap and len(batch) < most and self._heap[0][0] <= now:
                batch.append(heapq.heappop(self._heap)[2])
            if batch:
                return batch
            self._changed.clear()
            pause = self._heap[0][0] - now if self._heap else None
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                continue


class Deliveries:
    """The post office: up to `AT_ONCE` deliveries per account under way at a time."""

    def __init__(
        self, configuration: Configuration, *, settle: Callable[[list[int]], None], chance: Random
    ) -> None:
        """Know the desk's address, and whom to tell when events are settled."""
        self._configuration = configuration
        self._settle = settle
        self._chance = chance
        self._waiting: dict[str, Waiting] = {}
        self._workers: list[asyncio.Task[None]] = []
        self._client: httpx.AsyncClient | None = None
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.verified: dict[str, bool | None] = {}

    def add(self, event: EventOwed, *, wait: float = 0.0) -> None:
        """Deliver an event, `wait` seconds from now at the earliest."""
        if event.account not in self._waiting:
            self._waiting[event.account] = Waiting()
            self._start(event.account)
        self._waiting[event.account].add(event, due=time.monotonic() + wait)

    def open(self) -> None:
        """Begin to deliver."""
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=16)
        self._client = httpx.AsyncClient(timeout=20, trust_env=False, limits=limits)
        for account in self._waiting:
            self._start(account)

    async def close(self) -> None:
        """Stop: what is under way stays owed and leaves again at the next start."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers.clear()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _start(self, account: str) -> None:
        if self._client is not None:
            self._workers += [asyncio.create_task(self._work(account)) for _ in range(AT_ONCE)]

    async def _work(self, key: str) -> None:
        while True:
            batch = await self._waiting[key].take(self._most(key))
            await self._deliver(key, batch)
            self._settle([event.number for event in batch])

    def _most(self, key: str) -> int:
        """Return how many events the account's network puts in one delivery."""
        account = self._configuration.accounts.get(key)
        return networks.of(account).most_at_once if account is not None else BATCH

    async def _deliver(self, key: str, batch: list[EventOwed]) -> None:
        pause = FIRST_PAUSE
        while time.time() - batch[-1].at < GIVE_UP_AFTER:
            self._configuration.refresh()
            account = self._configuration.accounts.get(key)
            is_open = account is not None and account.is_connected
            if account is not None and is_open and await self._post(account, batch):
                return
            await asyncio.sleep(pause * self._chance.uniform(0.8, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE)
        log.warning("%d events of %s were given up after 36 hours.", len(batch), key)

    async def _post(self, account: Account, batch: list[EventOwed]) -> bool:
        """Send one delivery; return whether the desk took it."""
        assert self._client is not None
        async with self._asking[account.key]:
            if account.key not in self.verified:
                self.verified[account.key] = None
                await self.verify(account)
        network = networks.of(account)
        body = network.compose(account, batch)
        headers = {"Content-Type": "application/json", **network.sign(account, body)}
        address = self._configuration.desk + account.hook_path
        try:
            answer = await self._client.post(address, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.is_success

    async def verify(self, account: Account) -> bool:
        """Ask the desk to repeat a challenge, where the network does so before it sends."""
        assert self._client is not None
        challenge = str(self._chance.randrange(10**9, 10**10))
        question = networks.of(account).challenge(account, challenge)
        if question is None:
            self.verified[account.key] = True
            return True
        address = self._configuration.desk + account.hook_path
        try:
            answer = await self._client.get(address, params=dict(question))
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        held = answer.status_code == 200 and networks.of(account).accepts(
            account, challenge, answer.text
        )
        self.verified[account.key] = held
        return held
