"""The square's posts and comments as the YouTube Data API writes them.

Shapes: the API's resources comment, commentThread, liveChatMessage and video. A post whose text
begins with a red dot is a broadcast under way, and its comments are its live chat.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment

Json = dict[str, Any]
ON_AIR = "🔴"
TOLD_ANSWERS = 5


def moment(at: float) -> str:
    """Return a time as YouTube writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def live_posts(account: Account) -> list[str]:
    """Return the posts that are on air."""
    return [post.id for post in account.posts if post.text.startswith(ON_AIR)]


def comment(account: Account, item: Comment) -> Json:
    """Return one comment."""
    told: Json = {
        "channelId": account.page_id,
        "videoId": item.post,
        "textDisplay": item.text,
        "textOriginal": item.text,
        "authorDisplayName": item.author.name,
        "authorChannelId": {"value": item.author.id},
        "likeCount": len(item.likes),
        "canRate": True,
        "viewerRating": "none",
        "moderationStatus": "heldForReview" if item.hidden else "published",
        "publishedAt": moment(item.at),
        "updatedAt": moment(item.edited_at or item.at),
    }
    if item.parent:
        told["parentId"] = item.parent
    return {"kind": "youtube#comment", "id": item.id, "snippet": told}


def thread(account: Account, item: Comment) -> Json:
    """Return a first comment with some of its answers."""
    answers = [one for one in item.replies if not one.deleted and not one.hidden]
    told = [comment(account, one) for one in answers[-TOLD_ANSWERS:]]
    top = {
        "channelId": account.page_id,
        "videoId": item.post,
        "topLevelComment": comment(account, item),
        "canReply": True,
        "totalReplyCount": len(answers),
        "isPublic": not item.hidden,
    }
    found: Json = {"kind": "youtube#commentThread", "id": item.id, "snippet": top}
    return found | ({"replies": {"comments": told}} if told else {})


def live_message(item: Comment) -> Json:
    """Return one message of a live chat."""
    return {
        "kind": "youtube#liveChatMessage",
        "id": item.id,
        "snippet": {
            "type": "textMessageEvent",
            "liveChatId": item.post,
            "authorChannelId": item.author.id,
            "publishedAt": moment(item.at),
            "hasDisplayContent": True,
            "displayMessage": item.text,
            "textMessageDetails": {"messageText": item.text},
        },
        "authorDetails": {"channelId": item.author.id, "displayName": item.author.name},
    }


def live_removal(item: Comment, at: float) -> Json:
    """Return the event by which a live chat tells that a message is gone."""
    return {
        "kind": "youtube#liveChatMessage",
        "id": f"{item.id}.gone",
        "snippet": {
            "type": "messageDeletedEvent",
            "liveChatId": item.post,
            "publishedAt": moment(at),
            "hasDisplayContent": False,
            "messageDeletedDetails": {"deletedMessageId": item.id},
        },
    }
