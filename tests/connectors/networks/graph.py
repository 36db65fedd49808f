"""What the probes of Meta's networks share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.graph.signature import HEADER, sign
from tests.connectors.networks.probe import Probe

ACCOUNT = "42"


class GraphProbe(Probe):
    """A network of Meta's."""

    names = (
        *("object", "entry", "id", "time", "changes", "messaging", "standby", "field", "value"),
        *("item", "verb", "from", "post_id", "comment_id", "parent_id", "message", "mid", "text"),
        *("created_time", "sender", "recipient", "timestamp", "is_echo", "is_deleted", "media"),
        *("attachments", "metadata", "post", "message_edit", "username"),
    )

    def __init__(self, object_name: str) -> None:
        self._object = object_name

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as Meta does."""
        return {HEADER: sign(body, secret)}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in changes and in messages."""
        comment = {"item": "comment", "verb": "add", "comment_id": "c", **value}
        entries = [
            {"id": ACCOUNT, "time": time, "changes": [{"field": field, "value": value}]},
            {"id": ACCOUNT, "time": time, "messaging": [value]},
            {"id": ACCOUNT, "messaging": [{"sender": {"id": "7"}, "message": value}]},
            {"id": ACCOUNT, "changes": [{"field": "comments", "value": {"id": "c", **value}}]},
            {"id": ACCOUNT, "changes": [{"field": "feed", "value": comment}]},
        ]
        fetched = [
            {"fetched": "comment", "comment": {"id": "c", **value}, "post": {"id": "p"}},
            {"fetched": "message", "message": {"id": "m", **value}, "person": "7"},
            {"fetched": field, **value},
        ]
        return [{"object": self._object, "entry": entries}, *fetched]

    def pair(self) -> tuple[Any, Any]:
        """Return one change alone, and after another."""
        one, two = ({"field": "comments", "value": {"id": str(n)}} for n in (1, 2))
        alone = {"id": ACCOUNT, "time": 1, "changes": [one]}
        both = {"id": ACCOUNT, "time": 1, "changes": [two, one]}
        return (
            {"object": self._object, "entry": [alone]},
            {"object": self._object, "entry": [both]},
        )
