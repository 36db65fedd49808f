"""How tests write to the connector of any other source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.networks.generic.signature import sign
from tests.connectors.networks.probe import Probe


class GenericProbe(Probe):
    """Any other source."""

    names = (
        *("id", "text", "type", "timestamp", "data", "events", "surface", "author", "sent_at"),
        *("kind", "person_id", "title", "url", "parent_id", "from_us"),
    )

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as Standard Webhooks asks."""
        signature = sign(message_id="m1", at=at, body=body, secret=secret)
        stamp = str(int(at.timestamp()))
        return {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": signature}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in an event."""
        return [{"type": "message.created", "timestamp": time, "data": {"id": "g", **value}}]

    def pair(self) -> tuple[Any, Any]:
        """Return one event, and a batch with it and another."""
        one, two = ({"type": "message.created", "data": {"id": str(n)}} for n in (1, 2))
        return one, {"events": [one, two]}


PROBE = GenericProbe()
