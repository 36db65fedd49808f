"""How tests write to YouTube's connector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.connectors.networks.probe import Probe

EVENTS = ("textMessageEvent", "superChatEvent", "messageDeletedEvent", "messageRetractedEvent")
AUTHOR = {"authorChannelId": {"value": "UC7"}, "authorDisplayName": "@nour"}


def comment(id: str = "Ug1", text: str = "Bonjour", **more: Any) -> dict[str, Any]:
    """Return a comment as the API tells it."""
    told = {
        "videoId": "v1",
        "textOriginal": text,
        "moderationStatus": "published",
        "publishedAt": "2026-11-21T11:00:00Z",
        "updatedAt": "2026-11-21T11:00:00Z",
    }
    return {"id": id, "snippet": told | AUTHOR | more}


def thread(top: dict[str, Any], *answers: dict[str, Any], total: int = 0) -> dict[str, Any]:
    """Return a thread as the API tells it."""
    told = {"topLevelComment": top, "videoId": "v1", "totalReplyCount": total or len(answers)}
    found: dict[str, Any] = {"id": top["id"], "snippet": told}
    return found | ({"replies": {"comments": list(answers)}} if answers else {})


def live(type: str = "textMessageEvent", id: str = "LCC.1", **more: Any) -> dict[str, Any]:
    """Return an event of a live chat as the API tells it."""
    told = {"type": type, "liveChatId": "L", "publishedAt": "2026-11-21T11:00:00Z"}
    author = {"channelId": "UC7", "displayName": "Nour"}
    return {"id": id, "snippet": told | {"authorChannelId": "UC7"} | more, "authorDetails": author}


class YouTubeProbe(Probe):
    """YouTube, which calls nobody: its changes are what was fetched."""

    names = (
        *("comment", "live", "removed", "video", "chat", "read_at", "snippet", "id", "type"),
        *("authorChannelId", "value", "textOriginal", "textDisplay", "publishedAt", "updatedAt"),
        *("moderationStatus", "parentId", "videoId", "liveChatId", "textMessageDetails"),
        *("messageText", "messageDeletedDetails", "deletedMessageId", "userBannedDetails"),
        *("bannedUserDetails", "channelId", "authorDetails", "displayName"),
    )

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Put the content in comments, removals and live chats."""
        return [
            {"comment": {"id": "c", "snippet": value}, "video": field, "read_at": time},
            {"comment": value, "video": "v"},
            {"removed": time, **value},
            *(
                {"live": {"id": field, "snippet": {"type": type, **value}}, "chat": "L"}
                for type in EVENTS
            ),
            {"live": {"id": "m", "snippet": {"textMessageDetails": value}}, "chat": time},
            {"live": {"snippet": {"type": "userBannedEvent", "userBannedDetails": value}}},
        ]


PROBE = YouTubeProbe()
