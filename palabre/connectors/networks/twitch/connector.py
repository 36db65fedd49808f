"""The connector of Twitch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from palabre.connectors.abilities import LiveChats
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
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.findings import find_name, refused
from palabre.connectors.hooks import Hook
from palabre.connectors.networks.twitch import (
    eventsub,
    incoming,
    irc,
    login,
    outgoing,
    signature,
    webhooks,
)
from palabre.connectors.networks.twitch.abilities import ABILITIES
from palabre.connectors.networks.twitch.client import (
    HOME,
    Helix,
    call,
    first,
    irc_address,
    validate,
    validating,
)
from palabre.connectors.networks.twitch.limits import LIMITS, WRITING
from palabre.connectors.reading import text_of
from palabre.connectors.sources import Ask, Heard, Source, Way
from palabre.connectors.words import Said

CHAT = Source("chat", Way.SOCKET, silence=timedelta(seconds=90), is_live=True)
SCOPES = {"comments": "user:read:chat", "messages": "user:manage:whispers"}


class Twitch(Connector):
    """Speaks with Twitch as a channel that moderates itself."""

    name = "twitch"
    title = "Twitch"
    lesson = Said(
        "A channel's live chat, what AutoMod holds back, and whispers.",
        "Le tchat en direct d’une chaîne, ce qu’AutoMod retient, et les chuchotements.",
    )
    number = Said(
        "The channel’s number, not its name.",
        "Le numéro de la chaîne, et non son nom.",
    )
    abilities = ABILITIES
    needs = Needs(given=("access_token", "client_id"), made=("app_secret",))
    home = HOME
    profile = "https://www.twitch.tv/{name}"
    sign_in = login.SIGN_IN
    has_webhooks = True
    is_known_by_echo = True
    sources = (CHAT,)
    live_chats = LiveChats.ALL
    is_told_our_address = True
    limits = LIMITS
    writing = WRITING

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check EventSub's signature and its age."""
        return signature.is_signed(headers, body, credentials, now)

    def answer(self, headers: Mapping[str, str], body: bytes) -> Handshake | None:
        """Answer EventSub's challenge."""
        return signature.answer(headers, body)

    def complete(self, headers: Mapping[str, str], body: bytes) -> bytes:
        """Put the id and the time of the headers with the body."""
        return signature.complete(headers, body)

    def split(self, body: bytes) -> Sequence[Change]:
        """Return the one change of a delivery."""
        return [incoming.change_of(body)]

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def listen(
        self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient
    ) -> AsyncIterator[Heard]:
        """Follow the chat by EventSub; by IRC when EventSub will not have us."""
        try:
            stream = eventsub.listen(credentials, client)
            async for heard in validating(stream, credentials, client):
                yield heard
        except ConnectorError as problem:
            if problem.failure != Failure.REFUSED or not irc_address(credentials):
                raise
        else:
            return
        async for heard in validating(irc.listen(credentials, client), credentials, client):
            yield heard

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
        """Return what the channel streams."""
        told = first(
            await call(client, credentials, Helix("GET", "/channels", {"broadcaster_id": surface}))
        )
        name = text_of(told.get("broadcaster_login"))
        return Described(
            text=text_of(told.get("title")),
            address=self.profile.format(name=name) if name else "",
        )

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask whose token this is, and what it lets us read."""
        try:
            told = await validate(client, credentials)
        except ConnectorError as problem:
            return [refused("entry", problem)]
        is_same = text_of(told.get("user_id")) == credentials.external_id
        scopes = told.get("scopes")
        given = set(map(str, scopes)) if isinstance(scopes, list) else set()
        return [
            Finding("entry", True),
            find_name(is_same, text_of(told.get("login"))),
            *(
                Finding(what, scope in given, "" if scope in given else "permission", scope)
                for what, scope in SCOPES.items()
            ),
        ]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the channel that a sign-in opens, and the app that the token was given to."""
        told = await validate(client, credentials)
        app = {"client_id": text_of(told.get("client_id"))}
        return [Profile(text_of(told.get("user_id")), text_of(told.get("login")), app)]

    async def subscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> bool:
        """Ask for the account's events at our address."""
        return await webhooks.subscribe(hook, credentials, client)

    async def unsubscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> None:
        """Take the events back."""
        await webhooks.unsubscribe(hook, credentials, client)
