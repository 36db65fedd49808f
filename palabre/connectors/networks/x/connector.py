"""The connector of X."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote

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
    Profile,
)
from palabre.connectors.facts import Fact
from palabre.connectors.failures import ConnectorError
from palabre.connectors.findings import find, find_name, refused
from palabre.connectors.hooks import Hook
from palabre.connectors.networks.x import (
    fetching,
    incoming,
    login,
    looking,
    outgoing,
    posts,
    signature,
    subscribing,
)
from palabre.connectors.networks.x.client import call, data_of
from palabre.connectors.networks.x.limits import LIMITS, REASONS, WRITING
from palabre.connectors.reading import inner, text_of
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said


class X(Connector):
    """Speaks with X; see incoming.py, fetching.py and outgoing.py."""

    name = "x"
    title = "X"
    lesson = Said(
        "An account: mentions, replies, quotes and direct messages.",
        "Un compte : mentions, réponses, citations et messages directs.",
    )
    number = Said(
        "The account’s number, not its @name.",
        "Le numéro du compte, et non son @nom.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("access_token",), wished=("app_secret", "app_token"))
    home = "https://api.x.com"
    sign_in = login.SIGN_IN
    has_webhooks = True
    is_told_our_address = True
    sources = fetching.SOURCES
    limits = LIMITS
    writing = WRITING
    reasons = REASONS

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Answer X's token."""
        return signature.shake_hands(query, credentials)

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check `x-twitter-webhooks-signature` over the raw body."""
        return signature.is_signed(headers, body, credentials)

    def split(self, body: bytes) -> Sequence[Change]:
        """Return the events of a delivery."""
        return incoming.split(body)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one event."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch mentions or private messages that the webhook may have missed."""
        return await fetching.poll(ask, credentials, client)

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act."""
        return await outgoing.perform(order, credentials, client)

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look whether the act was done."""
        return await looking.look(order, credentials, client)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Ask for the post's text, picture and figures; a broadcast is no post."""
        if not surface.isdigit():
            return Described("", "")
        query = {
            "tweet.fields": fetching.POST_FIELDS,
            "expansions": "attachments.media_keys",
            "media.fields": "url,preview_image_url",
        }
        told = await call(client, "GET", f"/2/tweets/{quote(surface, '')}", credentials, query)
        return posts.describe_post(data_of(told), inner(told, "includes"))

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask what the token lets us read."""
        try:
            (profile,) = await self.who_is(credentials, client)
        except ConnectorError as problem:
            return [refused("entry", problem)]
        is_same = profile.external_id == credentials.external_id
        get = partial(call, client, "GET", credentials=credentials)
        mentions = f"/2/users/{quote(credentials.external_id, '')}/mentions"
        return [
            Finding("entry", True),
            find_name(is_same, profile.name),
            await find("comments", get(mentions, content={"max_results": "5"})),
            await find("messages", get("/2/dm_events", content={"max_results": "1"})),
        ]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the one account that a sign-in opens."""
        me = data_of(await call(client, "GET", "/2/users/me", credentials))
        return [Profile(text_of(me.get("id")), f"@{text_of(me.get('username'))}")]

    async def subscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> bool:
        """Ask for the account's events at our address."""
        return await subscribing.subscribe(hook, credentials, client)

    async def unsubscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> None:
        """Take the events back."""
        await subscribing.unsubscribe(hook, credentials, client)
