"""How tests write to LinkedIn's connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.networks.linkedin.incoming import KIND
from palabre.connectors.networks.linkedin.signature import HEADER, sign
from tests.connectors.networks.probe import Probe

OURS = "urn:li:organization:42"
COMMENT = "urn:li:comment:(urn:li:activity:7,9)"


class LinkedInProbe(Probe):
    """LinkedIn, up to ten notifications in a delivery."""

    names = (
        *("type", "notifications", "notificationId", "organizationalEntity", "action", "text"),
        *("sourcePost", "decoratedSourcePost", "generatedActivity", "decoratedGeneratedActivity"),
        *("comment", "share", "entity", "owner", "object", "parentComment", "message"),
        *("lastModifiedAt", "subscriber"),
    )

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as LinkedIn does."""
        return {HEADER: sign(body, secret)}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in notifications of each action."""
        told = {"organizationalEntity": OURS, "generatedActivity": COMMENT, "lastModifiedAt": time}
        actions = ("COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "SHARE_MENTION", field)
        notifications = [told | {"action": action, **value} for action in actions]
        inside = {"comment": value, "share": value}
        notifications.append(told | {"action": "COMMENT", "decoratedGeneratedActivity": inside})
        return [{"type": KIND, "notifications": [one]} for one in notifications]

    def pair(self) -> tuple[Any, Any]:
        """Return one notification alone, and after another."""
        one, two = ({"notificationId": n, "action": "LIKE"} for n in (1, 2))
        return (
            {"type": KIND, "notifications": [one]},
            {"type": KIND, "notifications": [two, one]},
        )


PROBE = LinkedInProbe()
