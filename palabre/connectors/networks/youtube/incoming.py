"""From YouTube's comments and live chat to facts.

Source: YouTube Data API, resources comment, commentThread and liveChatMessage. A comment that is
held for review or taken for spam arrives hidden. A live chat is a surface of its own; its ids
carry the chat's, since every act on them needs it: `live:CHAT:MESSAGE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change, Described
from palabre.connectors.facts import (
    Arrived,
    Concealed,
    Fact,
    Place,
    Removed,
    Swept,
    Unreadable,
)
from palabre.connectors.networks.youtube.client import snippet
from palabre.connectors.reading import (
    count_of,
    inner,
    instant,
    instant_or_none,
    objects,
    read_object,
    required,
    text_of,
    versioned,
)
from palabre.engine.vocabulary import Kind

LIVE = "live:"
HELD = frozenset({"heldForReview", "likelySpam"})
WATCH = "https://www.youtube.com/watch?v={id}"
SUPER = ("superChatDetails", "superStickerDetails", "memberMilestoneChatDetails")


def changes_of_thread(thread: dict[str, Any], at: datetime) -> list[Change]:
    """Return a thread's comments as changes: the first one, and the answers told with it."""
    top = inner(snippet(thread), "topLevelComment")
    video = text_of(snippet(thread).get("videoId"))
    answers = objects(inner(thread, "replies").get("comments"))
    return [change_of_comment(one, video, at) for one in (top, *answers) if one]


def change_of_comment(comment: dict[str, Any], video: str, at: datetime) -> Change:
    """Return a comment as a change, known by its id, its last edit and its moderation."""
    told = snippet(comment)
    body = msgspec.json.encode({"comment": comment, "video": video, "read_at": at.isoformat()})
    id, edit = text_of(comment.get("id")), text_of(told.get("updatedAt"))
    return versioned(body, "comment", id, edit, text_of(told.get("moderationStatus")))


def removal(id: str, at: datetime) -> Change:
    """Return a comment that is no longer there as a change."""
    body = msgspec.json.encode({"removed": id, "read_at": at.isoformat()})
    return versioned(body, "removed", id)


def change_of_live(item: dict[str, Any], chat: str) -> Change:
    """Return an event of a live chat as a change."""
    body = msgspec.json.encode({"live": item, "chat": chat})
    return versioned(body, "live", text_of(item.get("id")), text_of(snippet(item).get("type")))


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change.

    What a comment's state was is known for the second in which it was read: what the desk itself
    does about it in the same second comes after.
    """
    content = read_object(body)
    at = (instant_or_none(content.get("read_at")) or received_at).replace(microsecond=0)
    if "removed" in content:
        return (Removed(required(content, "removed"), Place(Kind.COMMENT), at),)
    if inner(content, "live"):
        return _read_live(content, account=account, received_at=received_at)
    comment = inner(content, "comment")
    if not comment:
        raise Unreadable("The change holds no comment, no removal and nothing of a live chat.")
    return _read_comment(comment, text_of(content.get("video")), account=account, at=at)


def _read_comment(
    comment: dict[str, Any], video: str, *, account: str, at: datetime
) -> Sequence[Fact]:
    told, id = snippet(comment), required(comment, "id")
    sent_at = instant(told["publishedAt"]) if told.get("publishedAt") else at
    edited_at = instant_or_none(told.get("updatedAt"))
    is_edit = edited_at is not None and edited_at > sent_at
    author = text_of(inner(told, "authorChannelId").get("value"))
    surface = video or text_of(told.get("videoId"))
    place = Place(
        Kind.COMMENT,
        surface=surface,
        surface_address=WATCH.format(id=surface) if surface else "",
        parent=text_of(told.get("parentId")),
    )
    arrived = Arrived(
        external_id=id,
        place=place,
        text=text_of(told.get("textOriginal")) or text_of(told.get("textDisplay")),
        sent_at=sent_at,
        at=edited_at if is_edit and edited_at is not None else sent_at,
        author_id=author,
        author_name=text_of(told.get("authorDisplayName")),
        is_ours=author == account,
        is_edit=is_edit,
    )
    status = text_of(told.get("moderationStatus"))
    if status == "rejected":
        return (arrived, Removed(id, place, at))
    if status in HELD:
        return (arrived, Concealed(id, place, at, hidden=True))
    if status == "published":
        return (arrived, Concealed(id, place, at, hidden=False))
    return (arrived,)


def live_id(chat: str, id: str) -> str:
    """Return how the desk names a message of a live chat."""
    return f"{LIVE}{chat}:{id}"


def parts_of_live(id: str) -> tuple[str, str]:
    """Return the chat and the message that a live id names; both empty for a comment."""
    if not id.startswith(LIVE):
        return "", ""
    chat, _, message = id.removeprefix(LIVE).partition(":")
    return chat, message


def _read_live(content: dict[str, Any], *, account: str, received_at: datetime) -> Sequence[Fact]:
    item, chat = inner(content, "live"), text_of(content.get("chat"))
    told = snippet(item)
    at = instant_or_none(told.get("publishedAt")) or received_at
    place = Place(Kind.COMMENT, surface=LIVE + (chat or required(told, "liveChatId")))
    reader = LIVE_READERS.get(text_of(told.get("type")))
    if reader is not None:
        return reader(told, place, at)
    text = _live_text(told)
    if not text:
        return ()
    author = inner(item, "authorDetails")
    author_id = text_of(told.get("authorChannelId")) or text_of(author.get("channelId"))
    return (
        Arrived(
            external_id=place.surface + ":" + required(item, "id"),
            place=place,
            text=text,
            sent_at=at,
            at=at,
            author_id=author_id,
            author_name=text_of(author.get("displayName")),
            is_ours=author_id == account,
        ),
    )


def _live_text(told: dict[str, Any]) -> str:
    """Return what a person said, with a payment or without; empty when only an event is told."""
    text = text_of(inner(told, "textMessageDetails").get("messageText"))
    said = (text_of(inner(told, name).get("userComment")) for name in SUPER)
    return text or next((one for one in said if one), "")


def _deleted(told: dict[str, Any], place: Place, at: datetime) -> Sequence[Fact]:
    gone = required(inner(told, "messageDeletedDetails"), "deletedMessageId")
    return (Removed(f"{place.surface}:{gone}", place, at),)


def _retracted(told: dict[str, Any], place: Place, at: datetime) -> Sequence[Fact]:
    gone = required(inner(told, "messageRetractedDetails"), "retractedMessageId")
    return (Removed(f"{place.surface}:{gone}", place, at),)


def _banned(told: dict[str, Any], place: Place, at: datetime) -> Sequence[Fact]:
    """A banned person's messages are taken out of the chat."""
    details = inner(inner(told, "userBannedDetails"), "bannedUserDetails")
    return (Swept(place, at, required(details, "channelId")),)


LIVE_READERS: Mapping[str, Callable[[dict[str, Any], Place, datetime], Sequence[Fact]]] = {
    "messageDeletedEvent": _deleted,
    "messageRetractedEvent": _retracted,
    "userBannedEvent": _banned,
}


def read_video(item: dict[str, Any]) -> Described:
    """Understand the answer about one video."""
    told, figures = snippet(item), inner(item, "statistics")
    picture = inner(inner(told, "thumbnails"), "medium")
    return Described(
        text=text_of(told.get("title")),
        address=WATCH.format(id=text_of(item.get("id"))),
        picture=text_of(picture.get("url")),
        published_at=instant_or_none(told.get("publishedAt")),
        likes=_figure(figures.get("likeCount")),
        comments=_figure(figures.get("commentCount")),
    )


def _figure(value: Any) -> int | None:
    """Return a count, which YouTube writes as text."""
    text = text_of(value)
    return count_of(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
