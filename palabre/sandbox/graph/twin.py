"""What Facebook's and Instagram's twins share: the Graph API's envelope, signature and edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from palabre.sandbox.facts import EventOwed
from palabre.sandbox.networks.contract import Json, Network
from palabre.sandbox.settings import Account
from palabre.sandbox.signature import HEADER, sign
from palabre.sandbox.world import Comment, Message, Post


class GraphTwin(Network):
    """One of Meta's networks: how it names things and writes them down."""

    base = "graph"
    OBJECT: str
    TEXT: str
    REPLIES: str
    COMMENT_FIELDS: tuple[str, ...]
    POST_FIELDS: tuple[str, ...]
    OUTSIDE_WINDOW: tuple[str, int]
    NEWEST_FIRST: bool
    EVENTS: frozenset[str]
    """The fields that can be subscribed to."""

    def echo(self, message: Json, metadata: str) -> Json:
        """Return a message of the brand as the webhook repeats it."""
        raise NotImplementedError

    def comment_node(self, account: Account, comment: Comment) -> Json:
        """Return the comment with every field that Graph can be asked for."""
        raise NotImplementedError

    def post_node(self, post: Post, text: str, picture: str) -> Json:
        """Return the post likewise; `picture` is the address of its picture, or empty."""
        raise NotImplementedError

    def message_change(
        self, account: Account, person: str, message: Message, metadata: str = ""
    ) -> Json:
        """Return the webhook's `messaging` item of a private message, either way."""
        body: Json = {"mid": message.id, "text": message.text}
        sender, recipient = person, account.page_id
        if message.from_brand:
            sender, recipient = recipient, sender
            body = self.echo(body, metadata)
        return {
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "timestamp": int(message.at * 1000),
            "message": body,
        }

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery, in the network's shape.

        Neighbouring changes of the same second share an entry; each private message has its own.
        `time` is in seconds for changes and in milliseconds for messages, as the networks do.
        """
        entries: list[dict[str, Any]] = []
        for event in events:
            if event.channel == "messaging":
                moment = int(event.at * 1000)
                entries.append({"id": account.page_id, "time": moment, "messaging": [event.value]})
                continue
            last = entries[-1] if entries else {}
            if last.get("time") == int(event.at) and "changes" in last:
                last["changes"].append(event.value)
                continue
            entries.append({"id": account.page_id, "time": int(event.at), "changes": [event.value]})
        return msgspec.json.encode({"object": self.OBJECT, "entry": entries})

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery, signed as Meta does."""
        return {
            "User-Agent": "facebookexternalua",
            HEADER: sign(body, secret=account.app_secret),
        }

    def challenge(self, account: Account, word: str) -> Mapping[str, str]:
        """Ask for the challenge back, as Meta does before it sends anything."""
        return {
            "hub.mode": "subscribe",
            "hub.verify_token": account.verify_token,
            "hub.challenge": word,
        }
