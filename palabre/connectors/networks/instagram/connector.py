"""The connector of Instagram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from palabre.connectors.facts import Fact
from palabre.connectors.graph.network import GraphNetwork
from palabre.connectors.networks.instagram import incoming, outgoing


class Instagram(GraphNetwork):
    """Speaks with Instagram; see incoming.py and outgoing.py."""

    name = "instagram"
    title = "Instagram"
    profile = "https://www.instagram.com/{name}/"
    object_name = incoming.OBJECT
    dialect = outgoing.DIALECT
    abilities = outgoing.ABILITIES

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)
