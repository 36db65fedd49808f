"""Which account a door's key belongs to, remembered for a short while."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

import psycopg

from palabre.connectors.contract import Connector, Credentials
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.vault import Vault

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
    """Finds accounts by their keys; asks the database once in a while, not each time."""

    def __init__(self, address: str, vault: Vault) -> None:
        self._address = address
        self._vault = vault
        self._known: OrderedDict[tuple[str, str], tuple[float, Door | None]] = OrderedDict()

    async def find(self, network: str, key: str) -> Door | None:
        """Return the account of this address, or None."""
        if network not in CONNECTORS:
            return None
        now = time.monotonic()
        known = self._known.get((network, key))
        if known is not None and known[0] > now:
            return known[1]
        door = await self._ask(network, key)
        keep = KNOWN_SECONDS if door else UNKNOWN_SECONDS
        self._known[(network, key)] = (now + keep, door)
        self._known.move_to_end((network, key))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return door

    async def _ask(self, network: str, key: str) -> Door | None:
        async with await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=5
        ) as connection:
            query = "select * from palabre_find_account(%s, %s)"
            row = await (await connection.execute(query, [network, key])).fetchone()
        if row is None:
            return None
        account, workspace, external_id, sealed = row
        secrets = self._vault.open(bytes(sealed), purpose=f"account:{key}")
        return Door(
            workspace, account, CONNECTORS[network], Credentials(external_id, secrets, base_url="")
        )
