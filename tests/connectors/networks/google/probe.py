"""How tests write to the connector of Google reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.connectors.networks.probe import Probe


class GoogleProbe(Probe):
    """Google reviews, which are fetched."""

    names = (
        *("review", "removed", "at", "name", "reviewer", "displayName", "starRating", "comment"),
        *("createTime", "updateTime", "reviewReply"),
    )

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in reviews and removals."""
        return [
            {"review": value},
            {"review": {"name": "r", "reviewer": value, "starRating": field, **value}},
            {"review": {"name": field, "createTime": time, "reviewReply": value}},
            {"removed": time, **value},
        ]


PROBE = GoogleProbe()
