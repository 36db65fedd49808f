"""How tests write to TikTok's connector."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.networks.tiktok.signature import HEADER, sign
from tests.connectors.networks.probe import Probe

ACCOUNT = "42"


class TikTokProbe(Probe):
    """TikTok, one event in each delivery, with JSON inside a text."""

    names = (
        *("client_key", "event", "create_time", "user_openid", "content", "comment_id", "video_id"),
        *("comment_action", "timestamp", "parent_comment_id", "message_id", "conversation_id"),
        *(
            "text",
            "body",
            "from_user",
            "role",
            "id",
            "type",
            "comment",
            "video",
            "message",
            "names",
        ),
        *("unique_identifier", "display_name", "owner", "status", "caption", "share_url"),
    )

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Sign as TikTok does."""
        return {HEADER: sign(body, secret, at)}

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in events and in what is fetched."""
        update = {"comment_id": 1, "video_id": 2, "comment_action": "delete", **value}
        message = {"message_id": "m", "conversation_id": "c", "timestamp": time, **value}
        return [
            event("comment.update", update),
            event("im_receive_msg", message),
            event(field, value),
            {"comment": {"comment_id": "1", "video_id": "2", **value}, "video": value},
            {"message": message, "names": value},
        ]

    def pair(self) -> tuple[Any, Any]:
        """Return one event, and a delivery of two, which TikTok does not make but may."""
        one, two = (
            event("comment.update", {"comment_id": n, "comment_action": "delete"}) for n in (1, 2)
        )
        return one, [two, one]


def event(kind: str, content: Any) -> dict[str, Any]:
    """Return an event."""
    return {"event": kind, "user_openid": ACCOUNT, "content": json.dumps(content)}


PROBE = TikTokProbe()
