"""The connector of Mastodon."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote

import httpx

from palabre.connectors.contract import (
    Connector,
    Credentials,
    Described,
    Finding,
    Found,
    Needs,
    Order,
    Profile,
)
from palabre.connectors.facts import Fact
from palabre.connectors.failures import ConnectorError
from palabre.connectors.findings import find, find_name, refused
from palabre.connectors.networks.mastodon import fetching, incoming, login, outgoing
from palabre.connectors.networks.mastodon.client import call, call_object
from palabre.connectors.networks.mastodon.limits import LIMITS, WRITING
from palabre.connectors.reading import text_of
from palabre.connectors.sources import Ask, Heard, Page
from palabre.connectors.words import Said


class Mastodon(Connector):
    """Speaks with any Mastodon server; see fetching.py, incoming.py and outgoing.py."""

    name = "mastodon"
    title = "Mastodon"
    lesson = Said(
        "A profile on any server: mentions, replies and direct messages.",
        "Un profil sur n’importe quel serveur : mentions, réponses et messages directs.",
    )
    number = Said(
        "The profile’s number, which its server tells at /api/v1/accounts/lookup?acct=NAME.",
        "Le numéro du profil, que son serveur donne à /api/v1/accounts/lookup?acct=NOM.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("access_token",))
    sign_in = login.SIGN_IN
    sources = fetching.SOURCES
    limits = LIMITS
    writing = WRITING

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch mentions, conversations or our own threads."""
        return await fetching.poll(ask, credentials, client)

    def listen(
        self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient
    ) -> AsyncIterator[Heard]:
        """Follow the account's stream."""
        return fetching.listen(ask, credentials, client)

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act."""
        return await outgoing.perform(order, credentials, client)

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look whether the act was done."""
        return await outgoing.look(order, credentials, client)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Ask for the post's text, address, picture and figures."""
        path = f"/api/v1/statuses/{quote(surface, '')}"
        status = await call_object(client, "GET", path, credentials)
        return incoming.read_post(status, credentials.external_id)

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask what the token lets us read."""
        try:
            profile = await self._profile(credentials, client)
        except ConnectorError as problem:
            return [refused("entry", problem)]
        is_same = profile.external_id == credentials.external_id
        get, one = partial(call, client, "GET", credentials=credentials), {"limit": "1"}
        return [
            Finding("entry", True),
            find_name(is_same, profile.name),
            await find("comments", get("/api/v1/notifications", content=one)),
            await find("messages", get("/api/v1/conversations", content=one)),
        ]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the one profile that a sign-in opens."""
        return [await self._profile(credentials, client)]

    @staticmethod
    async def _profile(credentials: Credentials, client: httpx.AsyncClient) -> Profile:
        path = "/api/v1/accounts/verify_credentials"
        told = await call_object(client, "GET", path, credentials)
        return Profile(text_of(told.get("id")), f"@{text_of(told.get('acct'))}")
