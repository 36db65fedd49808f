"""The connector of Instagram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx

from palabre.connectors.contract import Credentials, Profile
from palabre.connectors.facts import Fact
from palabre.connectors.graph.network import GraphNetwork
from palabre.connectors.networks.instagram import incoming, login, outgoing
from palabre.connectors.networks.instagram.limits import LIMITS, WRITING
from palabre.connectors.words import Said


class Instagram(GraphNetwork):
    """Speaks with Instagram; see incoming.py and outgoing.py."""

    name = "instagram"
    title = "Instagram"
    profile = "https://www.instagram.com/{name}/"
    lesson = Said(
        "A professional profile: its comments and its messages.",
        "Un profil professionnel : ses commentaires et ses messages.",
    )
    number = Said(
        "The profile’s number of 17 digits: instagram_business_account in Meta’s Graph API.",
        "Le numéro du profil, de 17 chiffres : instagram_business_account dans l’API Graph.",
    )
    object_name = incoming.OBJECT
    dialect = outgoing.DIALECT
    abilities = outgoing.ABILITIES
    sign_in = login.BY_FACEBOOK
    sign_in_also = (login.BY_INSTAGRAM,)
    limits = LIMITS
    writing = WRITING

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the professional profiles that a sign-in opens."""
        return await login.list_profiles(credentials, client)
