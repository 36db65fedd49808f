"""The connector of Facebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from palabre.connectors.facts import Fact
from palabre.connectors.graph.network import GraphNetwork
from palabre.connectors.networks.facebook import incoming, outgoing


class Facebook(GraphNetwork):
    """Speaks with Facebook; see incoming.py and outgoing.py."""

    name = "facebook"
    title = "Facebook"
    object_name = incoming.OBJECT
    dialect = outgoing.DIALECT
    abilities = outgoing.ABILITIES

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change."""
        return incoming.read(body, account=account, received_at=received_at)
