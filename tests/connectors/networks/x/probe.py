"""How tests write to X's connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.networks.x.signature import HEADER, sign
from tests.connectors.networks.probe import Probe

KINDS = ("post.mention.create", "post.create", "dm.fetched", "chat.received", "broadcast.chat")


class XProbe(Probe):
    """X, one event in each delivery."""

    names = (
        *("data", "event_type", "event_uuid", "filter", "payload", "includes", "user_id", "id"),
        *("text", "author_id", "conversation_id", "in_reply_to_tweet_id", "created_at", "users"),
        *("referenced_tweets", "type", "edit_history_tweet_ids", "display_text_range", "entities"),
        *("urls", "note_tweet", "direct_message_events", "message_create", "sender_id", "target"),
        *("dm_conversation_id", "message_id", "broadcast_id", "created_at_msec", "author"),
    )

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as X does."""
        return {HEADER: sign(body, secret)}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in events of each kind."""
        told = {"id": "9", "message_id": "9", "sender_id": "7", "broadcast_id": "b", **value}
        events = [{"event_type": kind, "payload": told, "includes": value} for kind in KINDS]
        message = {"id": "9", "created_timestamp": time, "message_create": {"sender_id": "7"}}
        private = {"direct_message_events": [message, value], "users": value}
        events.append({"event_type": "dm.received", "payload": private})
        events.append({"event_type": field, "payload": value, "filter": value})
        return [{"data": one} for one in events]

    def pair(self) -> tuple[Any, Any]:
        """Return one event, and a delivery of two, which X does not make but may."""
        one, two = ({"event_uuid": str(n), "event_type": "post.delete"} for n in (-1, 2))
        return {"data": one}, {"data": [two, one]}


PROBE = XProbe()
