"""A network of Meta's: everything both share, told apart by what their folders say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from palabre.connectors.contract import (
    Change,
    Connector,
    Credentials,
    Described,
    Finding,
    Found,
    Handshake,
    Needs,
    Order,
)
from palabre.connectors.graph import acts, checks, envelope, fetching, signature
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.graph.client import call, page_of
from palabre.connectors.hooks import Hook
from palabre.connectors.sources import Ask, Page


class GraphNetwork(Connector):
    """The halves of a connector that Facebook and Instagram have in common."""

    object_name: str
    dialect: Dialect
    has_webhooks = True
    sources = fetching.SOURCES
    needs = Needs(given=("app_secret", "access_token"), made=("verify_token",))
    home = "https://graph.facebook.com"

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Echo Meta's challenge when the verify token is ours."""
        return signature.shake_hands(query, credentials)

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check `X-Hub-Signature-256` over the raw body."""
        return signature.is_signed(headers, body, credentials)

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its changes."""
        return envelope.split(body, object_name=self.object_name)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch comments or messages that no webhook brought."""
        return await fetching.poll(fetching.Reading(ask, credentials, client, self.dialect))

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act through the Graph API."""
        return await acts.perform(order, credentials, client, self.dialect)

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look through the Graph API whether the act was done."""
        return await acts.look(order, credentials, client, self.dialect)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Ask the Graph API for the post's text and address."""
        return await acts.describe(surface, credentials, client, self.dialect)

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask the Graph API what the page's token lets us do."""
        style = self.find_sign_in(credentials.secrets.get("way", ""))
        return await checks.check(credentials, client, self.dialect, style)

    async def subscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> bool:
        """Subscribe the token's app to the events of the page, or of the profile itself."""
        fields = self.dialect.fields_of(credentials)
        await call(
            client,
            "POST",
            f"{page_of(credentials)}/subscribed_apps",
            credentials,
            {"subscribed_fields": ",".join(fields)},
        )
        return True

    async def unsubscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> None:
        """Take the subscription back."""
        await call(client, "DELETE", f"{page_of(credentials)}/subscribed_apps", credentials)
