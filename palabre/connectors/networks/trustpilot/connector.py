"""The connector of Trustpilot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx

from palabre.connectors.contract import Connector, Credentials, Finding, Found, Needs, Order
from palabre.connectors.facts import Fact
from palabre.connectors.findings import find
from palabre.connectors.networks.trustpilot import fetching, incoming, login, outgoing
from palabre.connectors.networks.trustpilot.limits import LIMITS
from palabre.connectors.reviews.calls import get
from palabre.connectors.sources import Ask, Page
from palabre.connectors.words import Said


class Trustpilot(Connector):
    """Reads and answers a company's reviews; see fetching.py, incoming.py and outgoing.py."""

    name = "trustpilot"
    title = "Trustpilot"
    lesson = Said(
        "A company on Trustpilot: its reviews with their stars, and your answers.",
        "Une entreprise sur Trustpilot : ses avis avec leurs étoiles, et vos réponses.",
    )
    number = Said(
        "The business unit’s id: 24 letters and digits.",
        "L’identifiant de l’unité commerciale (business unit) : 24 lettres et chiffres.",
    )
    abilities = outgoing.ABILITIES
    needs = Needs(given=("access_token", "business_user"))
    home = "https://api.trustpilot.com"
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
        """Ask whether the company's reviews may be read."""
        path = f"/v1/private/business-units/{credentials.external_id}/reviews"
        entry = await find("entry", get(client, credentials, path, {"perPage": "1"}))
        return [entry, Finding("comments", True)] if entry.is_fine else [entry]
