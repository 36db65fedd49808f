"""How tests write to Mastodon's connector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.connectors.networks.probe import Probe


class MastodonProbe(Probe):
    """Mastodon, which calls nobody: its changes are what was fetched."""

    names = (
        *("status", "root", "removed", "at", "id", "account", "content", "created_at", "acct"),
        *("edited_at", "in_reply_to_id", "visibility", "mentions", "url", "spoiler_text"),
        *("username", "display_name", "media_attachments", "favourites_count"),
    )

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in statuses and removals."""
        return [
            {"status": value, "root": {"id": field, "account": time}},
            {"status": {"id": "s", **value}, "root": value},
            {"status": {"id": "s", "visibility": "direct", "account": value, "mentions": [value]}},
            {"status": {"id": "s", "content": f"<p>{field}<br>", "account": {"id": "42"}}},
            {"removed": time, **value},
        ]


PROBE = MastodonProbe()
