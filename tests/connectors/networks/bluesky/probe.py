"""How tests write to Bluesky's connector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.connectors.networks.probe import Probe


class BlueskyProbe(Probe):
    """Bluesky, which calls nobody: its changes are what was fetched."""

    names = (
        *("post", "message", "removed", "hiding", "kind", "hidden", "talk", "person", "uri", "cid"),
        *("record", "author", "did", "handle", "displayName", "reply", "root", "parent", "facets"),
        *("index", "byteStart", "byteEnd", "features", "embed", "external", "createdAt", "sentAt"),
        *("indexedAt", "sender", "surface"),
    )

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in posts, messages, removals and hidings."""
        facet = {"index": {"byteStart": 0, "byteEnd": 2}, "features": [value]}
        return [
            {"post": value},
            {"post": {"uri": "at://did:plc:a/app.bsky.feed.post/b", "record": value, **value}},
            {"post": {"uri": field, "record": {"text": "été", "facets": [facet, value]}}},
            {"message": {"id": "m", **value}, "talk": field, "person": value},
            {"removed": time, **value},
            {"hiding": field, "hidden": True, **value},
        ]


PROBE = BlueskyProbe()
