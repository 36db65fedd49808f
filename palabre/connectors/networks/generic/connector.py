"""The connector of any other source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from palabre.connectors.contract import Change, Connector, Credentials, Handshake, Needs
from palabre.connectors.facts import Fact
from palabre.connectors.networks.generic import incoming, login, outgoing, signature
from palabre.connectors.networks.generic.limits import LIMITS, WRITING
from palabre.connectors.words import Said


class Generic(Connector):
    """Takes signed events from any program. It can answer nothing: sources differ."""

    name = "generic"
    title = "Webhook"
    abilities = outgoing.ABILITIES
    has_webhooks = True
    needs = Needs(made=("app_secret",))
    lesson = Said(
        "Any program that sends signed events: reviews, a shop, a form.",
        "Tout programme qui envoie des événements signés : avis, boutique, formulaire.",
    )
    number = Said(
        "Any word of yours that names this source.",
        "Un mot de votre choix qui nomme cette source.",
    )
    sign_in = login.SIGN_IN
    limits = LIMITS
    writing = WRITING

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Say that the address is right; Standard Webhooks has no handshake."""
        return Handshake(200, b"Send signed events here by POST.")

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Check the Standard Webhooks signature."""
        return signature.is_signed(headers, body, credentials.secrets["app_secret"], now)

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its events."""
        return incoming.split(body)

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one event."""
        return incoming.read(body, account=account, received_at=received_at)
