"""The connector of LinkedIn."""

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
    Profile,
)
from palabre.connectors.facts import Fact
from palabre.connectors.failures import ConnectorError
from palabre.connectors.findings import find, find_name, refused
from palabre.connectors.networks.linkedin import (
    fetching,
    incoming,
    login,
    outgoing,
    signature,
    urns,
)
from palabre.connectors.networks.linkedin.client import call
from palabre.connectors.networks.linkedin.limits import REASONS
from palabre.connectors.reading import instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said

POSTS = ("urn:li:share:", "urn:li:ugcPost:")
"""Names under which LinkedIn tells of a post; others, such as activities, it does not."""


class LinkedIn(Connector):
    """Speaks with LinkedIn; see incoming.py, fetching.py and outgoing.py."""

    name = "linkedin"
    title = "LinkedIn"
    lesson = Said(
        "An organisation’s page: the comments under its posts, and posts that mention it.",
        "La page d’une organisation : les commentaires de ses posts, et les posts qui la nomment.",
    )
    number = Said(
        "The organisation’s number: the digits in the address of its page’s administration.",
        "Le numéro de l’organisation : les chiffres dans l’adresse d’administration de sa page.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("app_secret", "access_token"))
    home = "https://api.linkedin.com"
    sign_in = login.SIGN_IN
    has_webhooks = True
    sources = fetching.SOURCES
    reasons = REASONS

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Answer LinkedIn's challenge."""
        return signature.shake_hands(query, credentials)

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check `X-LI-Signature` over the raw body."""
        return signature.is_signed(headers, body, credentials)

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its notifications."""
        return incoming.split(body)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one notification."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch notifications that the webhook may have missed."""
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
        """Ask for the post's words and time; of an activity only the address is known."""
        address = incoming.ADDRESS.format(urn=surface)
        if not surface.startswith(POSTS):
            return Described("", address)
        post = await call(client, "GET", f"posts/{urns.escaped(surface)}", credentials)
        at = instant_or_none(post.get("publishedAt"))
        return Described(text_of(post.get("commentary")), address, published_at=at)

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask what the token lets us read."""
        account = credentials.external_id
        try:
            name = await self._name(account, credentials, client)
        except ConnectorError as problem:
            return [refused("entry", problem)]
        path = fetching.address(account, 0, 1, first=0, most=1)
        comments = await find("comments", call(client, "GET", path, credentials))
        return [Finding("entry", True), find_name(True, name), comments]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the organisations whose administrator signed in."""
        path = "organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
        told = await call(client, "GET", path, credentials)
        found = objects(told.get("elements"))
        ids = [
            text_of(one.get("organization") or one.get("organizationTarget")).rpartition(":")[2]
            for one in found
        ]
        return [
            Profile(id, await self._name(id, credentials, client))
            for id in dict.fromkeys(ids)
            if id
        ]

    @staticmethod
    async def _name(account: str, credentials: Credentials, client: httpx.AsyncClient) -> str:
        id = urns.organization(account).rpartition(":")[2]
        told = await call(client, "GET", f"organizations/{urns.escaped(id)}", credentials)
        return text_of(told.get("localizedName"))
