"""How tests write to Trustpilot's connector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.connectors.networks.probe import Probe


class TrustpilotProbe(Probe):
    """Trustpilot, whose reviews are fetched."""

    names = (
        *("review", "removed", "at", "id", "consumer", "displayName", "stars", "title", "text"),
        *("createdAt", "updatedAt", "companyReply"),
    )

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in reviews and removals."""
        return [
            {"review": value},
            {"review": {"id": "r", "consumer": value, "stars": time, **value}},
            {"review": {"id": field, "createdAt": time, "companyReply": value}},
            {"removed": time, **value},
        ]


PROBE = TrustpilotProbe()
