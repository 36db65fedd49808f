"""What X tells, in our words.

Source: X's manual of the Activity API, event payloads. A delivery is `{"data": {"event_uuid",
"event_type", "filter", "payload", "includes"}}`. What is fetched is put in the same envelope;
private messages that were fetched have the shape of API v2 and the type `dm.fetched`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Fact, Place, Removed, Unreadable
from palabre.connectors.networks.x.posts import NOBODY, people_of, read_post, writer_of
from palabre.connectors.reading import (
    NOT_JSON,
    inner,
    instant,
    instant_or_none,
    objects,
    read_object,
    required,
    text_of,
    versioned,
    whole,
)
from palabre.engine.vocabulary import Kind

FETCHED = "dm.fetched"
ENCRYPTED = "[encrypted]"
"""What stands for a message that only the people in the conversation can read."""
QUIET = (
    "post.repost.", "like.", "follow.", "profile.", "news.", "broadcast.start", "broadcast.end",
    "spaces.", "dm.read", "dm.indicate_typing", "oauth.", "mute.", "block.",
)  # fmt: skip
"""Beginnings of the names of events that change no message. A revoked sign-in is noticed by the
next call."""


class _Head(msgspec.Struct):
    event_uuid: str | int = ""


class _Delivery(msgspec.Struct):
    data: msgspec.Raw


_delivery = msgspec.json.Decoder(_Delivery)
_head = msgspec.json.Decoder(_Head)
_list = msgspec.json.Decoder(list[msgspec.Raw])


def split(body: bytes) -> list[Change]:
    """Cut a delivery into events, known by their `event_uuid`: X sends one again when in doubt."""
    try:
        data = bytes(_delivery.decode(body).data)
        events = [bytes(one) for one in _list.decode(data)] if data[:1] == b"[" else [data]
        return [_event_change(one) for one in events]
    except msgspec.ValidationError:
        return [whole(body)]
    except NOT_JSON as problem:
        raise Unreadable(str(problem)) from problem


def _event_change(event: bytes) -> Change:
    body = b'{"data":' + event + b"}"
    uuid = text_of(_head.decode(event).event_uuid)
    return versioned(body, "event", uuid) if uuid else Change(_digest(body), body)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:16]


def fetched(kind: str, payload: dict[str, Any], includes: dict[str, Any]) -> Change:
    """Return something that was fetched as a change; an edit is a version of its own."""
    event = {"event_type": kind, "payload": payload, "includes": includes}
    id, versions = text_of(payload.get("id")), payload.get("edit_history_tweet_ids")
    edits = len(versions) if isinstance(versions, list) else 0
    return versioned(msgspec.json.encode({"data": event}), kind, id, str(edits))


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    event = inner(read_object(body), "data")
    kind, payload = text_of(event.get("event_type")), inner(event, "payload")
    whose = text_of(inner(event, "filter").get("user_id"))
    if whose and whose != account:
        raise Unreadable(f'The event is of user "{whose[:60]}", not of this account.')
    if kind.startswith(QUIET):
        return ()
    if kind not in READERS:
        raise Unreadable(f'Unknown kind of event: "{kind[:60]}".')
    return READERS[kind](event, payload, account, received_at)


def _read_post(
    event: dict[str, Any], payload: dict[str, Any], account: str, at: datetime
) -> Sequence[Fact]:
    """A post: ours tells something only when it answers somebody."""
    is_ours = text_of(payload.get("author_id")) == account
    if is_ours and not payload.get("in_reply_to_user_id"):
        return ()
    people = people_of(inner(event, "includes"))
    return (read_post(payload, people, account=account, received_at=at),)


def _read_removal(
    event: dict[str, Any], payload: dict[str, Any], account: str, at: datetime
) -> Sequence[Fact]:
    return (Removed(required(payload, "id"), Place(Kind.COMMENT), at),)


def _read_messages(
    event: dict[str, Any], payload: dict[str, Any], account: str, at: datetime
) -> Sequence[Fact]:
    told = objects(payload.get("direct_message_events"))
    if not told:
        raise Unreadable("The event holds no private message.")
    users = inner(payload, "users")
    return [_message(one, users, account, at) for one in told]


def _message(
    told: dict[str, Any], users: dict[str, Any], account: str, received_at: datetime
) -> Arrived:
    content = inner(told, "message_create")
    sender = text_of(content.get("sender_id"))
    recipient = text_of(inner(content, "target").get("recipient_id"))
    is_ours = sender == account
    writer = writer_of(inner(inner(users, sender), "data"))
    at = instant_or_none(told.get("created_timestamp")) or received_at
    return Arrived(
        external_id=required(told, "id"),
        place=_private(recipient if is_ours else sender),
        text=text_of(inner(content, "message_data").get("text")),
        sent_at=at,
        at=at,
        author_id=sender,
        author_name=writer.name,
        author_since=writer.since,
        is_ours=is_ours,
    )


def _read_fetched(
    event: dict[str, Any], payload: dict[str, Any], account: str, received_at: datetime
) -> Sequence[Fact]:
    """A private message as `GET /2/dm_events` tells it; its conversation is `<id>-<id>`."""
    sender = text_of(payload.get("sender_id"))
    at = instant(payload["created_at"]) if payload.get("created_at") else received_at
    parties = text_of(payload.get("dm_conversation_id")).split("-")
    other = next((one for one in parties if one and one != account), "")
    is_ours = sender == account
    writer = people_of(inner(event, "includes")).get(sender, NOBODY)
    return (
        Arrived(
            external_id=required(payload, "id"),
            place=_private(other if is_ours else sender),
            text=text_of(payload.get("text")),
            sent_at=at,
            at=at,
            author_id=sender,
            author_name=writer.name,
            author_since=writer.since,
            is_ours=is_ours,
        ),
    )


def _read_encrypted(
    event: dict[str, Any], payload: dict[str, Any], account: str, received_at: datetime
) -> Sequence[Fact]:
    """An encrypted message: that it came is told, its words are not."""
    sender = text_of(payload.get("sender_id"))
    parties = text_of(payload.get("conversation_id")).split(":")
    other = next((one for one in parties if one and one != account), "")
    at = instant_or_none(payload.get("created_at_msec")) or received_at
    return (
        Arrived(
            external_id=required(payload, "id"),
            place=_private(other if sender == account else sender),
            text=ENCRYPTED,
            sent_at=at,
            at=at,
            author_id=sender,
            is_ours=sender == account,
        ),
    )


def _read_live(
    event: dict[str, Any], payload: dict[str, Any], account: str, received_at: datetime
) -> Sequence[Fact]:
    """A line of the chat beside a broadcast."""
    author = inner(inner(payload, "author"), "data")
    id, writer = text_of(author.get("id")), writer_of(author)
    return (
        Arrived(
            external_id=required(payload, "message_id"),
            place=Place(Kind.COMMENT, surface=required(payload, "broadcast_id")),
            text=text_of(payload.get("message")),
            sent_at=received_at,
            at=received_at,
            author_id=id,
            author_name=writer.name,
            author_since=writer.since,
            is_ours=id == account,
        ),
    )


def _private(person: str) -> Place:
    if not person:
        raise Unreadable("The message names nobody on the other side.")
    return Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=person)


Reader = Callable[[dict[str, Any], dict[str, Any], str, datetime], Sequence[Fact]]
READERS: dict[str, Reader] = {
    "post.create": _read_post,
    "post.mention.create": _read_post,
    "post.reply.create": _read_post,
    "post.quote.create": _read_post,
    "post.delete": _read_removal,
    "dm.received": _read_messages,
    "dm.sent": _read_messages,
    FETCHED: _read_fetched,
    "chat.received": _read_encrypted,
    "chat.sent": _read_encrypted,
    "broadcast.chat": _read_live,
}
