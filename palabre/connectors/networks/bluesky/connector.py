"""The connector of Bluesky."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

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
from palabre.connectors.login import Tokens
from palabre.connectors.networks.bluesky import fetching, incoming, login, outgoing, posts
from palabre.connectors.networks.bluesky.limits import LIMITS, WRITING
from palabre.connectors.networks.bluesky.server import HOME, Server
from palabre.connectors.reading import text_of
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said


class Bluesky(Connector):
    """Speaks with the server that holds an account; see fetching.py, incoming.py, outgoing.py."""

    name = "bluesky"
    title = "Bluesky"
    lesson = Said(
        "An account: answers, mentions, quotes and private messages.",
        "Un compte : réponses, mentions, citations et messages privés.",
    )
    number = Said(
        "Your name there, such as shop.bsky.social.",
        "Votre nom là-bas, tel que boutique.bsky.social.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("app_password",))
    home = HOME
    sign_in = login.SIGN_IN
    renews_itself = True
    sources = fetching.SOURCES
    limits = LIMITS
    writing = WRITING

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch notifications, our own threads or private messages."""
        return await fetching.poll(ask, Server(credentials, client))

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act."""
        return await outgoing.perform(order, Server(credentials, client))

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look whether the act was done."""
        return await outgoing.look(order, Server(credentials, client))

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Ask for the post's text, address, picture and figures."""
        post = await posts.find_post(surface, Server(credentials, client))
        return incoming.read_post(post, credentials.external_id)

    async def renew(self, credentials: Credentials, client: httpx.AsyncClient) -> Tokens:
        """Renew the session, or make one with the app password."""
        return await login.renew(credentials, client)

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the one account that a name and an app password open."""
        return [await login.who_is(credentials, client)]

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask who we are and what may be read; sign in first where there is no session yet."""
        try:
            credentials = await self._signed_in(credentials, client)
            server = Server(credentials, client)
            told = await server.get("com.atproto.server.getSession")
        except ConnectorError as problem:
            return [refused("entry", problem)]
        is_same = text_of(told.get("did")) == credentials.external_id
        most: dict[str, Any] = {"limit": "1"}
        handle = f"@{text_of(told.get('handle'))}"
        return [
            Finding("entry", True),
            find_name(is_same, handle),
            await find("comments", server.get("app.bsky.notification.listNotifications", most)),
            await find("messages", server.chat.get("chat.bsky.convo.listConvos", most)),
        ]

    @staticmethod
    async def _signed_in(credentials: Credentials, client: httpx.AsyncClient) -> Credentials:
        if credentials.secrets.get("access_token"):
            return credentials
        profile = await login.who_is(credentials, client)
        return replace(credentials, secrets={**credentials.secrets, **profile.secrets})
