"""An account on its network's twin, with everything that runs for it: door, listener, sender."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.db import connection

from config.servers import program_address
from palabre.channels.doors.hooks import Hooks
from palabre.channels.doors.keys import Doors
from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.intake import apply_batch
from palabre.channels.listening.listener import Listener
from palabre.channels.models import Account, Gap, OutboxAct, SourceState
from palabre.channels.outbox import Wanted, order_acts
from palabre.channels.sending.sender import Sender
from palabre.connectors.contract import Connector
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from palabre.inbox.models import Message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.sandbox.networks import NETWORKS
from tests.machinery.desks import eventually, free_port
from tests.machinery.seeds import Client, make_client
from tests.machinery.squares import Square, run_square

POLLS_ARE_DUE = "update channels_sourcestate set due_at = now() where held_by = ''"


@contextmanager
def in_a_thread(make: Callable[[], tuple[Callable[[], Awaitable[None]], Any]]) -> Iterator[Any]:
    """Run something asynchronous in a thread until the block ends; give what `make` made."""
    ready = threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        start, found["made"] = make()
        found["loop"] = asyncio.get_running_loop()
        ready.set()
        await start()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(10)
    try:
        yield found["made"]
    finally:
        found["loop"].call_soon_threadsafe(found["made"].stop)
        thread.join(30)
        assert not thread.is_alive()


def listening() -> Any:
    """Run a listener until the block ends."""

    def make() -> tuple[Callable[[], Awaitable[None]], Listener]:
        listener = Listener(program_address())
        return listener.run, listener

    return in_a_thread(make)


def sending() -> Any:
    """Run a sender until the block ends."""

    def make() -> tuple[Callable[[], Awaitable[None]], Sender]:
        sender = Sender()
        return sender.run, sender

    return in_a_thread(make)


class DoorServer:
    """The desk's doors on a port."""

    def __init__(self, port: int) -> None:
        address = program_address()
        self._writer = LedgerWriter(address)
        hooks = Hooks(Doors(address, settings.DATA), self._writer)
        config = uvicorn.Config(
            hooks, host="127.0.0.1", port=port, log_level="error", lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]

    async def run(self) -> None:
        """Serve until stopped."""
        writing = asyncio.create_task(self._writer.run())
        await self._server.serve()
        writing.cancel()

    def stop(self) -> None:
        """End."""
        self._server.should_exit = True


@dataclass
class Stage:
    """A client, its account, and the square where its network's twin is."""

    client: Client
    square: Square
    desk: str
    """Where the desk's doors answer."""

    @property
    def account(self) -> Account:
        """Return the account as it is now."""
        with workspace_scope([self.client.id]):
            return Account.objects.get(pk=self.client.account.pk)

    @property
    def connector(self) -> Connector:
        """Return the account's connector."""
        return CONNECTORS[self.client.account.network]

    def take_in(self) -> None:
        """Apply everything that has arrived, and let polls ask again: a test has no time."""
        while apply_batch(self.client.id):
            pass
        with workspace_scope([self.client.id]), connection.cursor() as cursor:
            cursor.execute(POLLS_ARE_DUE)

    def messages(self, **wanted: Any) -> list[Message]:
        """Return the client's messages."""
        self.take_in()
        with workspace_scope([self.client.id]):
            found = Message.objects.filter(workspace_id=self.client.id, **wanted)
            return list(found.order_by("id"))

    def wait_for(self, text: str, **wanted: Any) -> Message:
        """Return the message with this text, once it has arrived."""
        found: list[Message] = eventually(lambda: self.messages(text=text, **wanted))
        assert len(found) == 1, found
        return found[0]

    def hurry(self) -> None:
        """Let every poll be due, and every wait of the outbox be over: a test has no time."""
        with workspace_scope([self.client.id]), connection.cursor() as cursor:
            cursor.execute(POLLS_ARE_DUE)
            cursor.execute(
                "update channels_outboxact set due_at = now() where state in ('waiting', 'unknown')"
            )
            cursor.execute("update channels_account set limited_until = null")

    def order(self, verb: Verb, message: Message, key: str, text: str = "", **more: Any) -> None:
        """Order an act on a message, due now."""
        with workspace_scope([self.client.id]):
            person = message.identity.external_id if message.identity else ""
            wanted = Wanted(
                account=self.client.account.pk,
                verb=verb,
                key=key,
                actor="test",
                target={"comment": message.external_id, "person": person, "kind": message.kind},
                message=message.pk,
                thread=message.thread_id,
                text=text,
                delay=timedelta(0),
                **more,
            )
            order_acts(self.client.id, [wanted], now=clock.now())

    def acts(self) -> list[OutboxAct]:
        """Return the acts of the outbox."""
        with workspace_scope([self.client.id]):
            return list(OutboxAct.objects.filter(workspace_id=self.client.id).order_by("id"))

    def settle(self) -> None:
        """Wait until every act came to its end."""

        def is_over() -> bool:
            self.take_in()
            self.hurry()
            return all(act.state in {"done", "refused", "cancelled"} for act in self.acts())

        eventually(is_over)

    def gaps(self) -> list[Gap]:
        """Return the gaps that were noticed."""
        with workspace_scope([self.client.id]):
            return list(Gap.objects.filter(workspace_id=self.client.id).order_by("id"))

    def wait_until_heard(self) -> None:
        """Wait until every source was read or looked at once, or its socket stands."""
        sources = self.connector.sources

        def is_heard() -> bool:
            with workspace_scope([self.client.id]):
                found = {one.name: one for one in SourceState.objects.all()}
            return all(
                found[one.name].connected_at or (one.is_asked and found[one.name].seen_at)
                for one in sources
            )

        eventually(is_heard)


@contextmanager
def stage(
    network: str, folder: Path, *, with_listener: bool = True, page: str = "42", live: str = ""
) -> Iterator[Stage]:
    """Run a client's account against its network's twin until the block ends.

    `live` is the text of a second post, which is on air where it begins with a red dot.
    """
    port, door = free_port(), free_port()
    base = f"http://127.0.0.1:{port}/{NETWORKS[network].base}"
    client = make_client(network=network, page=page, base_url=base)

    def make() -> tuple[Callable[[], Awaitable[None]], DoorServer]:
        server = DoorServer(door)
        return server.run, server

    desk = f"http://127.0.0.1:{door}"
    with (
        in_a_thread(make),
        run_square(folder, port, client.account, desk=desk, live=live) as square,
    ):
        made = Stage(client, square, desk)
        if not with_listener:
            yield made
            return
        with listening():
            made.wait_until_heard()
            yield made
