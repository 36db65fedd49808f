"""The connector of TikTok."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import httpx

from palabre.connectors.contract import (
    Change,
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
from palabre.connectors.findings import find, refused
from palabre.connectors.hooks import Hook
from palabre.connectors.networks.tiktok import (
    fetching,
    incoming,
    login,
    outgoing,
    signature,
    subscribing,
)
from palabre.connectors.networks.tiktok.able import ABILITIES
from palabre.connectors.networks.tiktok.client import call
from palabre.connectors.networks.tiktok.limits import LIMITS, REASONS, WRITING
from palabre.connectors.reading import count_of, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said

DESCRIBED = ["item_id", "caption", "share_url", "thumbnail_url", "create_time", "likes"]
DESCRIBED += ["comments", "shares"]


class TikTok(Connector):
    """Speaks with TikTok; see incoming.py, fetching.py and outgoing.py."""

    name = "tiktok"
    title = "TikTok"
    lesson = Said(
        "A business account: comments under its videos, messages where TikTok allows them.",
        "Un compte professionnel : les commentaires de ses vidéos, les messages là où TikTok les "
        "permet.",
    )
    number = Said(
        "The account’s open_id, which TikTok tells with its token.",
        "L’open_id du compte, que TikTok donne avec son jeton.",
    )
    abilities = ABILITIES
    needs = Needs(given=("app_secret", "access_token"))
    home = "https://business-api.tiktok.com"
    profile = "https://www.tiktok.com/@{name}"
    sign_in = login.SIGN_IN
    has_webhooks = True
    is_told_our_address = True
    sources = fetching.SOURCES
    limits = LIMITS
    writing = WRITING
    reasons = REASONS

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check `Tiktok-Signature` over the time and the raw body."""
        return signature.is_signed(headers, body, credentials, now)

    def split(self, body: bytes) -> Sequence[Change]:
        """Return the events of a delivery."""
        return incoming.split(body)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch comments or messages."""
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
        return await outgoing.look(order, credentials, client)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Ask for the video's words, address, picture and figures."""
        query = {
            "fields": json.dumps(DESCRIBED),
            "filters": json.dumps({"video_ids": [surface]}),
        }
        told = await call(client, "GET", "video/list/", credentials, query)
        for video in objects(told.get("videos")):
            if text_of(video.get("item_id")) == surface:
                return Described(
                    text=text_of(video.get("caption")),
                    address=text_of(video.get("share_url")),
                    picture=text_of(video.get("thumbnail_url")),
                    published_at=instant_or_none(video.get("create_time")),
                    likes=count_of(video.get("likes")),
                    comments=count_of(video.get("comments")),
                    shares=count_of(video.get("shares")),
                )
        return Described("", "")

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask what the token lets us read."""
        try:
            (profile,) = await self.who_is(credentials, client)
        except ConnectorError as problem:
            return [refused("entry", problem)]
        videos = {"fields": fetching.VIDEO_FIELDS, "max_count": "1"}
        get = partial(call, client, "GET", credentials=credentials)
        talks = {"conversation_type": "SINGLE", "limit": "1"}
        return [
            Finding("entry", True),
            Finding("name", True, "", profile.name),
            await find("comments", get("video/list/", content=videos)),
            await find("messages", get("message/conversation/list/", content=talks)),
        ]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the one account that a sign-in opens: its id came with the tokens."""
        query = {"fields": json.dumps(["username", "display_name"])}
        told = await call(client, "GET", "get/", credentials, query)
        name = text_of(told.get("username")) or text_of(told.get("display_name"))
        return [Profile(credentials.external_id, f"@{name}")]

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
