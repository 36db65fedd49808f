"""The twins that answer as Graph does."""

from __future__ import annotations

from palabre.sandbox import networks
from palabre.sandbox.graph.twin import GraphTwin
from palabre.sandbox.settings import Account


def of(account: Account) -> GraphTwin:
    """Return the account's network, one of Meta's."""
    found = networks.of(account)
    if not isinstance(found, GraphTwin):
        raise LookupError(f"{account.network} does not speak Graph.")
    return found
