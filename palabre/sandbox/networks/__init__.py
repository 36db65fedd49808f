"""How each network names things and writes them down: one file per network, of one shape."""

from __future__ import annotations

from palabre.sandbox.networks.contract import Json, Network
from palabre.sandbox.networks.facebook import Facebook
from palabre.sandbox.networks.instagram import Instagram
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Message

NETWORKS: dict[str, Network] = {"facebook": Facebook(), "instagram": Instagram()}


def of(account: Account) -> Network:
    """Return the account's network."""
    return NETWORKS[account.network]


def message_event(account: Account, person: str, message: Message, metadata: str = "") -> Json:
    """Return the webhook's `messaging` item of a private message, either way."""
    body: Json = {"mid": message.id, "text": message.text}
    sender, recipient = person, account.page_id
    if message.from_brand:
        sender, recipient = recipient, sender
        body = of(account).echo(body, metadata)
    return {
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": int(message.at * 1000),
        "message": body,
    }
