"""Which account a door's key belongs to, remembered for a short while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from palabre.connectors.contract import Connector, Credentials
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.vault import get_vault

KNOWN_SECONDS = 20.0
UNKNOWN_SECONDS = 5.0
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Door:
    """The account behind an address."""

    workspace: int
    account: int
    connector: Connector
    credentials: Credentials


class Doors:
    """Finds accounts by their keys; asks the database once in a while, one at a time."""

    def __init__(self, address: str, folder: DataFolder) -> None:
        self._address = address
        self._folder = folder
        self._known: OrderedDict[tuple[str, str], tuple[float, Door | None]] = OrderedDict()
        self._sharing: OrderedDict[tuple[str, str, str], tuple[float, Sequence[Door]]] = (
            OrderedDict()
        )
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._asking = asyncio.Lock()

    async def find(self, network: str, key: str) -> Door | None:
        """Return the account of this address, or None."""
        if network not in CONNECTORS:
            return None
        known = self._remembered(network, key)
        if known is not None:
            return known[0]
        async with self._asking:
            known = self._remembered(network, key)
            return known[0] if known is not None else await self._learn(network, key)

    def _remembered(self, network: str, key: str) -> tuple[Door | None] | None:
        known = self._known.get((network, key))
        return (known[1],) if known is not None and known[0] > time.monotonic() else None

    async def _learn(self, network: str, key: str) -> Door | None:
        now = time.monotonic()
        door = await self._ask(network, key)
        keep = KNOWN_SECONDS if door else UNKNOWN_SECONDS
        self._known[(network, key)] = (now + keep, door)
        self._known.move_to_end((network, key))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return door

    async def find_sharing(self, door: Door, external_id: str) -> Sequence[Door]:
        """Return the accounts with this id on the network whose app is the door's own.

        An app has one address for the events of all its accounts, whichever clients' they are.
        The same secret is the proof that it is the same app.
        """
        secret = door.credentials.secrets.get("app_secret", "")
        place = (door.connector.name, external_id, secret)
        until, known = self._sharing.get(place, (0.0, ()))
        if until < time.monotonic():
            async with self._asking:
                known = await self._ask_sharing(*place) if secret else ()
            self._sharing[place] = (time.monotonic() + KNOWN_SECONDS, known)
            self._sharing.move_to_end(place)
            while len(self._sharing) > MOST:
                self._sharing.popitem(last=False)
        return known

    async def _ask(self, network: str, key: str) -> Door | None:
        rows = await self._query("select * from palabre_find_account(%s, %s)", [network, key])
        for account, workspace, external_id, sealed in rows:
            return self._door(network, (account, workspace, key, external_id), sealed)
        return None

    async def _ask_sharing(self, network: str, external_id: str, secret: str) -> Sequence[Door]:
        query = "select * from palabre_find_accounts_of(%s, %s)"
        doors = [
            self._door(network, (account, workspace, key, external_id), sealed)
            for account, workspace, key, sealed in await self._query(query, [network, external_id])
        ]
        return [one for one in doors if one.credentials.secrets.get("app_secret") == secret]

    async def _query(self, query: LiteralString, values: Sequence[str]) -> list[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, connect_timeout=5
            )
        return await (await self._connection.execute(query, values)).fetchall()

    def _door(self, network: str, row: tuple[int, int, str, str], sealed: bytes) -> Door:
        account, workspace, key, external_id = row
        secrets = get_vault(self._folder).open(bytes(sealed), purpose=f"account:{key}")
        return Door(
            workspace, account, CONNECTORS[network], Credentials(external_id, secrets, base_url="")
        )
