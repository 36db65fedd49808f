"""The connector of YouTube."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import httpx

from palabre.connectors.abilities import LiveChats
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
from palabre.connectors.networks.youtube import fetching, incoming, live, login, outgoing
from palabre.connectors.networks.youtube.abilities import ABILITIES
from palabre.connectors.networks.youtube.client import HOME, Ask, call, items, snippet
from palabre.connectors.networks.youtube.limits import LIMITS
from palabre.connectors.reading import text_of
from palabre.connectors.sources import Ask as Question
from palabre.connectors.sources import Heard, Page
from palabre.connectors.words import Said


class YouTube(Connector):
    """Speaks with YouTube as a channel's owner."""

    name = "youtube"
    title = "YouTube"
    lesson = Said(
        "Comments under a channel's videos, and its live chat. There are no private messages.",
        "Les commentaires sous les vidéos d’une chaîne, et son tchat en direct."
        " Il n’y a pas de messages privés.",
    )
    number = Said(
        "The channel’s id, which begins with UC: in its “Advanced settings”.",
        "L’identifiant de la chaîne, qui commence par UC : dans ses « Paramètres avancés ».",
    )
    abilities = ABILITIES
    needs = Needs(given=("access_token",))
    home = HOME
    sign_in = login.SIGN_IN
    sources = fetching.SOURCES
    live_chats = LiveChats.SOME
    limits = LIMITS

    def is_live(self, surface: str) -> bool:
        """Say whether it is a live chat, and not a video."""
        return surface.startswith(incoming.LIVE)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(
        self, ask: Question, credentials: Credentials, client: httpx.AsyncClient
    ) -> Page:
        """Fetch comments, what is held, what is gone."""
        return await fetching.poll(ask, credentials, client)

    def listen(
        self, ask: Question, credentials: Credentials, client: httpx.AsyncClient
    ) -> AsyncIterator[Heard]:
        """Follow a live chat while there is one."""
        return live.listen(ask, credentials, client)

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
        """Ask for a video's title, picture and figures; a live chat has none of its own."""
        if surface.startswith(incoming.LIVE):
            return Described("", "")
        query = {"part": "snippet,statistics", "id": surface}
        found = items(await call(client, credentials, Ask("GET", "/videos", query)))
        return incoming.read_video(found[0]) if found else Described("", "")

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask whose token this is, and whether comments can be read."""
        try:
            (profile, *_) = [*await self.who_is(credentials, client), Profile("", "")]
        except ConnectorError as problem:
            return [refused("entry", problem)]
        is_same = profile.external_id == credentials.external_id
        query = {"part": "id", "allThreadsRelatedToChannelId": credentials.external_id}
        asked = call(client, credentials, Ask("GET", "/commentThreads", query))
        name = find_name(is_same, profile.name)
        return [Finding("entry", True), name, await find("comments", asked)]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the channels that a sign-in opens."""
        told = await call(
            client, credentials, Ask("GET", "/channels", {"part": "snippet", "mine": "true"})
        )
        return [
            Profile(text_of(one.get("id")), text_of(snippet(one).get("title")))
            for one in items(told)
        ]
