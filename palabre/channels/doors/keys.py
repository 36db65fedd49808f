"""Which account a door's key belongs to, remembered for a short while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

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

    async def _ask(self, network: str, key: str) -> Door | None:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, connect_timeout=5
            )
        query = "select * from palabre_find_account(%s, %s)"
        row = await (await self._connection.execute(query, [network, key])).fetchone()
        if row is None:
            return None
        account, workspace, external_id, sealed = row
        secrets = get_vault(self._folder).open(bytes(sealed), purpose=f"account:{key}")
        return Door(
            workspace, account, CONNECTORS[network], Credentials(external_id, secrets, base_url="")
        )
