"""The connector of Facebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx

from palabre.connectors.contract import Credentials, Profile
from palabre.connectors.facts import Fact
from palabre.connectors.graph.login import list_pages
from palabre.connectors.graph.network import GraphNetwork
from palabre.connectors.networks.facebook import incoming, login, outgoing
from palabre.connectors.networks.facebook.limits import LIMITS, WRITING
from palabre.connectors.words import Said


class Facebook(GraphNetwork):
    """Speaks with Facebook; see incoming.py and outgoing.py."""

    name = "facebook"
    title = "Facebook"
    lesson = Said(
        "A page: its comments and its Messenger conversations.",
        "Une page : ses commentaires et ses conversations Messenger.",
    )
    number = Said(
        "The page’s number: on the page, “About”, then “Page transparency”.",
        "Le numéro de la page : sur la page, « À propos », puis « Transparence de la Page ».",
    )
    object_name = incoming.OBJECT
    dialect = outgoing.DIALECT
    abilities = outgoing.ABILITIES
    sign_in = login.SIGN_IN
    limits = LIMITS
    writing = WRITING

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the pages that a sign-in opens."""
        return await list_pages(credentials, client)
