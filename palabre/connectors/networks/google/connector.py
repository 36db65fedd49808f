"""The connector of Google reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from palabre.connectors.contract import (
    Connector,
    Credentials,
    Finding,
    Found,
    Needs,
    Order,
    Profile,
)
from palabre.connectors.facts import Fact
from palabre.connectors.findings import find
from palabre.connectors.networks.google import fetching, incoming, login, outgoing
from palabre.connectors.networks.google.limits import LIMITS
from palabre.connectors.reading import objects, text_of
from palabre.connectors.reviews.calls import get
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said

HOME = "https://mybusiness.googleapis.com"
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com"
PLACES = "https://mybusinessbusinessinformation.googleapis.com"


class Google(Connector):
    """Reads and answers the reviews of one place; see fetching.py, incoming.py, outgoing.py."""

    name = "google"
    title = "Google"
    lesson = Said(
        "A place on Google: its reviews with their stars, and your answers.",
        "Un établissement sur Google : ses avis avec leurs étoiles, et vos réponses.",
    )
    number = Said(
        "The place’s whole name, such as accounts/1234/locations/5678.",
        "Le nom entier de l’établissement, tel que accounts/1234/locations/5678.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("access_token",))
    home = HOME
    sign_in = login.SIGN_IN
    sources = fetching.SOURCES
    limits = LIMITS

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Fetch reviews."""
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

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask whether the place's reviews may be read."""
        path = f"/v4/{credentials.external_id}/reviews"
        entry = await find("entry", get(client, credentials, path, {"pageSize": "1"}))
        return [entry, Finding("comments", True)] if entry.is_fine else [entry]

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the places of every account that the sign-in opens."""
        found: list[Profile] = []
        at_home = credentials.base_url.rstrip("/") == HOME
        of_accounts = replace(credentials, base_url=ACCOUNTS) if at_home else credentials
        of_places = replace(credentials, base_url=PLACES) if at_home else credentials
        told = await get(client, of_accounts, "/v1/accounts")
        for account in objects(told.get("accounts")):
            name = text_of(account.get("name"))
            query = {"readMask": "name,title", "pageSize": "100"}
            places = await get(client, of_places, f"/v1/{name}/locations", query)
            for place in objects(places.get("locations")):
                full = f"{name}/{text_of(place.get('name'))}"
                found.append(Profile(full, text_of(place.get("title"))))
        return found
