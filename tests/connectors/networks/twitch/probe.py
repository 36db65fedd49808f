"""How tests write to Twitch's connector."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.networks.twitch import signature
from palabre.connectors.networks.twitch.incoming import READERS
from tests.connectors.networks.probe import Probe


def notification(type: str, event: dict[str, Any], **metadata: str) -> bytes:
    """Return a notification as the socket brings it."""
    told = {"message_id": "m1", "message_timestamp": "2026-11-21T12:00:00.123456789Z", **metadata}
    payload = {"subscription": {"type": type, "version": "1"}, "event": event}
    return json.dumps({"metadata": told, "payload": payload}).encode()


class TwitchProbe(Probe):
    """Twitch, which delivers one event at a time."""

    has_batches = False
    names = (
        *("metadata", "payload", "subscription", "event", "type", "message", "text", "reply"),
        *("message_id", "chatter_user_id", "broadcaster_user_id", "user_id", "status", "held_at"),
        *("message_timestamp", "parent_message_id", "whisper_id", "whisper", "target_user_id"),
        *("from_user_id", "to_user_id", "notice_type"),
    )

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as Twitch does."""
        stamp = at.isoformat()
        signed = signature.sign(id="m1", at=stamp, body=body, secret=secret)
        return {signature.ID: "m1", signature.AT: stamp, signature.SIGNATURE: signed}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in an event of every type that is read."""
        ids = {"message_id": "c", "whisper_id": "w", "broadcaster_user_id": "42"}
        return [
            {
                "metadata": {"message_timestamp": time, "message_id": field},
                "payload": {"subscription": {"type": type}, "event": event},
            }
            for type in READERS
            for event in (value, ids | value, ids | {"message": value, "whisper": value})
        ]


PROBE = TwitchProbe()
