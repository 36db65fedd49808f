"""What an Instagram account's webhooks say, in our words.

Source: Meta's webhook reference for Instagram (`comments`, `live_comments`, messaging).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.contract import Described
from palabre.connectors.facts import Arrived, Fact, Place, Unreadable
from palabre.connectors.graph.envelope import open_single
from palabre.connectors.graph.fetched import is_fetched, read_fetched
from palabre.connectors.graph.messaging import read_messaging
from palabre.connectors.reading import count_of, instant, instant_or_none, required, text_of
from palabre.engine.vocabulary import Kind

POST_FIELDS = (
    "caption,permalink,media_type,media_url,thumbnail_url,timestamp,like_count,comments_count"
)
OBJECT = "instagram"
COMMENT_FIELDS = frozenset({"comments", "live_comments"})
QUIET_FIELDS = frozenset({"story_insights", "message_reactions", "messaging_seen"})


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change of an account."""
    if is_fetched(body):
        return read_fetched(body, account=account, received_at=received_at)
    entry, time, part, content = open_single(body, received_at)
    if entry != account:
        raise Unreadable(f'The change is of account "{entry[:60]}", not of this one.')
    if part != "changes":
        return read_messaging(content, account=account, time=time)
    field, value = text_of(content.get("field")), content.get("value")
    if field in QUIET_FIELDS:
        return ()
    if field not in COMMENT_FIELDS or not isinstance(value, dict):
        raise Unreadable(f'Unknown field: "{field[:60]}".')
    return (_read_comment(value, account=account, time=time),)


def _read_comment(value: dict[str, Any], *, account: str, time: datetime) -> Fact:
    author, media = value.get("from"), value.get("media")
    author = author if isinstance(author, dict) else {}
    media = media if isinstance(media, dict) else {}
    author_id = text_of(author.get("id"))
    sent_at = instant(value["created_time"]) if value.get("created_time") else time
    return Arrived(
        external_id=required(value, "id"),
        place=Place(
            Kind.COMMENT,
            surface=text_of(media.get("id")),
            surface_text=text_of(media.get("ad_title")),
            parent=text_of(value.get("parent_id")),
        ),
        text=text_of(value.get("text")),
        sent_at=sent_at,
        at=time,
        author_id=author_id,
        author_name=text_of(author.get("username")),
        is_ours=author_id == account,
    )


def read_post(post: dict[str, Any]) -> Described:
    """Understand the answer about one media.

    Source: Meta's Instagram Platform reference of IG Media. A video's `media_url` is the video
    itself: its picture is `thumbnail_url`. Shares are not told, likes only while they are shown.
    """
    is_video = text_of(post.get("media_type")) == "VIDEO"
    return Described(
        text=text_of(post.get("caption")),
        address=text_of(post.get("permalink")),
        picture=text_of(post.get("thumbnail_url" if is_video else "media_url")),
        published_at=instant_or_none(post.get("timestamp")),
        likes=count_of(post.get("like_count")),
        comments=count_of(post.get("comments_count")),
    )
