"""What TikTok tells, in our words.

Source: TikTok's manual of webhooks and of the Business API. A delivery is one event, whose
`content` is JSON inside a text, with ids of 19 digits as numbers. What is fetched is `{"comment",
"video"}` or `{"message", "names"}`.

A comment's id in the desk is `<video>_<comment>`: acts need both. A private message stands with its
conversation, since TikTok writes to conversations and tells people's ids in several ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import (
    INBOX_SURFACE,
    Arrived,
    Concealed,
    Fact,
    Place,
    Removed,
    Unreadable,
)
from palabre.connectors.reading import (
    NOT_JSON,
    inner,
    instant_or_none,
    read_object,
    required,
    text_of,
    versioned,
    whole,
)
from palabre.engine.vocabulary import Kind

HIDING = {"set_to_hidden": True, "set_to_friends_only": True, "set_to_public": False}
HIDDEN = frozenset({"HIDDEN", "FRIENDS_ONLY"})
MESSAGES = frozenset({"im_receive_msg", "im_send_msg"})
QUIET = frozenset(
    {
        *("im_receive_msg_eu", "im_mark_read_msg", "im_referral_msg", "im_receive_msg_reaction"),
        *("im_receive_high_intent_comment", "authorization.removed", "brand.mention.event"),
    }
)
"""Events that change no message, or tell too little of one: then the next poll brings it."""
VIDEO_EVENTS = ("post.publish.", "video.")
BUSINESS = "business_account"


def split(body: bytes) -> list[Change]:
    """Cut a delivery into events, known by what they say: TikTok sends one at least once."""
    try:
        told = msgspec.json.decode(body)
        events = msgspec.json.decode(body, type=list[msgspec.Raw]) if isinstance(told, list) else []
    except NOT_JSON as problem:
        raise Unreadable(str(problem)) from problem
    return [_change(bytes(one)) for one in events] if events else [_change(body)]


def _change(body: bytes) -> Change:
    try:
        event = read_object(body)
        content = _content(event)
    except Unreadable:
        return whole(body)
    parts = ("comment_id", "comment_action", "message_id", "timestamp")
    told = [text_of(content.get(name)) for name in parts]
    kind = text_of(event.get("event"))
    return versioned(body, kind, *told) if any(told[:3]) else whole(body)


def _content(event: Mapping[str, Any]) -> dict[str, Any]:
    content = event.get("content")
    if isinstance(content, str):
        return read_object(content.encode())
    return content if isinstance(content, dict) else {}


def comment_change(comment: dict[str, Any], video: Mapping[str, Any]) -> Change:
    """Return a comment that was fetched as a change: known by its words and whether it shows."""
    told = {name: video.get(name) for name in ("caption", "share_url")}
    body = msgspec.json.encode({"comment": comment, "video": told})
    parts = ("comment_id", "text", "status")
    return versioned(body, "comment", *(text_of(comment.get(name)) for name in parts))


def message_change(message: dict[str, Any], names: Mapping[str, str]) -> Change:
    """Return a private message that was fetched as a change."""
    body = msgspec.json.encode({"message": message, "names": dict(names)})
    return versioned(body, "message", text_of(message.get("message_id")))


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    change = read_object(body)
    if "comment" in change:
        return _read_comment(inner(change, "comment"), inner(change, "video"), received_at)
    if "message" in change and "event" not in change:
        names = {name: text_of(value) for name, value in inner(change, "names").items()}
        return _read_message(inner(change, "message"), names, account, received_at)
    whose, kind = text_of(change.get("user_openid")), text_of(change.get("event"))
    if whose != account:
        raise Unreadable(f'The event is of account "{whose[:60]}", not of this one.')
    if kind in QUIET or kind.startswith(VIDEO_EVENTS):
        return ()
    if kind == "comment.update":
        return _read_update(_content(change), received_at)
    if kind in MESSAGES:
        return _read_message(_content(change), {}, account, received_at)
    raise Unreadable(f'Unknown kind of event: "{kind[:60]}".')


def id_of(video: str, comment: str) -> str:
    """Return a comment's id in the desk."""
    return f"{video}_{comment}"


def parts_of(id: str) -> tuple[str, str]:
    """Return the video and the comment of an id in the desk."""
    video, _, comment = id.rpartition("_")
    return video, comment


def _read_update(content: dict[str, Any], received_at: datetime) -> Sequence[Fact]:
    """A comment was written, taken away or hidden. Whose a new one is, is not told: a poll brings
    it, which comes sooner too."""
    video, action = required(content, "video_id"), text_of(content.get("comment_action"))
    id = id_of(video, required(content, "comment_id"))
    at = instant_or_none(content.get("timestamp")) or received_at
    place = Place(Kind.COMMENT, surface=video)
    if action == "insert":
        return ()
    if action == "delete":
        return (Removed(id, place, at),)
    if action in HIDING:
        return (Concealed(id, place, at, hidden=HIDING[action]),)
    raise Unreadable(f'Unknown action on a comment: "{action[:60]}".')


def _read_comment(
    comment: dict[str, Any], video: dict[str, Any], received_at: datetime
) -> Sequence[Fact]:
    surface, parent = required(comment, "video_id"), text_of(comment.get("parent_comment_id"))
    sent_at = instant_or_none(comment.get("create_time")) or received_at
    place = Place(
        Kind.COMMENT,
        surface=surface,
        surface_text=text_of(video.get("caption")),
        surface_address=text_of(video.get("share_url")),
        parent=id_of(surface, parent) if parent and parent != "0" else "",
    )
    id = id_of(surface, required(comment, "comment_id"))
    arrived = Arrived(
        external_id=id,
        place=place,
        text=text_of(comment.get("text")),
        sent_at=sent_at,
        at=sent_at,
        author_id=text_of(comment.get("unique_identifier") or comment.get("user_id")),
        author_name=text_of(comment.get("display_name") or comment.get("username")),
        is_ours=comment.get("owner") is True,
    )
    if text_of(comment.get("status")).upper() not in HIDDEN:
        return (arrived,)
    return (arrived, Concealed(id, place, sent_at, hidden=True))


def _read_message(
    message: dict[str, Any], names: Mapping[str, str], account: str, received_at: datetime
) -> Sequence[Fact]:
    """A private message. The conversation stands for the person on the other side."""
    talk, sender = required(message, "conversation_id"), inner(message, "from_user")
    id = text_of(sender.get("id"))
    is_ours = text_of(sender.get("role")).lower() == BUSINESS or id == account
    at = instant_or_none(message.get("timestamp")) or received_at
    name = names.get(id) or text_of(message.get("from"))
    return (
        Arrived(
            external_id=required(message, "message_id"),
            place=Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=talk),
            text=text_of_message(message),
            sent_at=at,
            at=at,
            author_id=account if is_ours else talk,
            author_name=name,
            is_ours=is_ours,
        ),
    )


def text_of_message(message: dict[str, Any]) -> str:
    """Return the words, else a mark for what was sent, so that nothing looks empty."""
    words = text_of(inner(message, "text").get("body"))
    kind = text_of(message.get("type") or message.get("message_type")).lower()
    return words or f"[{kind or 'message'}]"
