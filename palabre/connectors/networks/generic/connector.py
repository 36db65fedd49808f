"""The connector of any other source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from palabre.connectors.contract import (
    Change,
    ConnectorError,
    Credentials,
    Described,
    Failure,
    Finding,
    Found,
    Handshake,
    Needs,
    Order,
)
from palabre.connectors.facts import Fact
from palabre.connectors.networks.generic import incoming, outgoing, signature


class Generic:
    """Takes signed events from any program. It can answer nothing: sources differ."""

    name = "generic"
    title = "Webhook"
    abilities = outgoing.ABILITIES
    needs = Needs(made=("app_secret",))
    home = ""
    profile = ""

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Say that the address is right; Standard Webhooks has no handshake."""
        return Handshake(200, b"Send signed events here by POST.")

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check the Standard Webhooks signature."""
        return signature.is_signed(headers, body, credentials.secrets["app_secret"], now)

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its events."""
        return incoming.split(body)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one event."""
        return incoming.read(body, account=account, received_at=received_at)

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Refuse: nothing can be done on a source that only tells."""
        raise ConnectorError(Failure.REFUSED, "not_possible")

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Nothing was done."""
        return Found(done=False)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Know no more than the events told."""
        return Described("", "")

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Find nothing: a source that only tells has nobody to ask."""
        return []
