"""From EventSub's notifications to facts.

Source: Twitch's EventSub reference. A change is a message of the socket: `metadata` and `payload`;
what a webhook brings is put in the same form. Held messages arrive hidden; what AutoMod's
moderators let through is shown, what they refuse is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Concealed, Fact, Place, Removed, Swept
from palabre.connectors.networks.twitch.client import object_in, text_in, user_of
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


class _Event(msgspec.Struct):
    message_id: str | None = None
    whisper_id: str | None = None
    status: str | None = None


class _Subscription(msgspec.Struct):
    type: str = ""


class _Payload(msgspec.Struct):
    subscription: _Subscription
    event: _Event


class _Metadata(msgspec.Struct):
    message_id: str = ""


class _Notification(msgspec.Struct):
    payload: _Payload
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


_decoder = msgspec.json.Decoder(_Notification)


def change_of(body: bytes) -> Change:
    """Return a notification as a change, known by its type and the id of what it tells of.

    The same message told by a webhook and by a socket is one change. What has no id of its own,
    such as the clearing of a chat, is known by that of the notification.
    """
    try:
        told = _decoder.decode(body)
    except NOT_JSON:
        read_object(body)
        return whole(body)
    event = told.payload.event
    id = event.message_id or event.whisper_id or told.metadata.message_id
    if not id:
        return whole(body)
    return versioned(body, told.payload.subscription.type, id, event.status or "")


@dataclass(frozen=True, slots=True)
class Told:
    """One notification: its event, whose account reads it, and when it was told."""

    event: dict[str, Any]
    account: str
    at: datetime

    def place(self, parent: str = "") -> Place:
        """Return where the chat's messages stand: the channel's chat is one surface."""
        return Place(
            Kind.COMMENT, surface=required(self.event, "broadcaster_user_id"), parent=parent
        )


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change; types that say nothing to a desk give no fact."""
    content = read_object(body)
    at = instant_or_none(inner(content, "metadata").get("message_timestamp")) or received_at
    payload = inner(content, "payload")
    event = inner(payload, "event")
    reader = READERS.get(text_of(inner(payload, "subscription").get("type")))
    if reader is None or not event:
        return ()
    return reader(Told(event, account, at))


def _read_message(told: Told) -> Sequence[Fact]:
    """Read a chat message, or a notice that carries one: who subscribed may say a word."""
    event = told.event
    text = text_in(event.get("message"))
    if not text and "notice_type" in event:
        return ()
    author, name = user_of(event, "chatter_user")
    parent = text_of(inner(event, "reply").get("parent_message_id"))
    return (
        Arrived(
            external_id=required(event, "message_id"),
            place=told.place(parent),
            text=text,
            sent_at=told.at,
            at=told.at,
            author_id=author,
            author_name=name,
            is_ours=author == told.account,
        ),
    )


def _read_delete(told: Told) -> Sequence[Fact]:
    return (Removed(required(told.event, "message_id"), told.place(), told.at),)


def _read_clear_of_user(told: Told) -> Sequence[Fact]:
    return (Swept(told.place(), told.at, required(told.event, "target_user_id")),)


def _read_clear(told: Told) -> Sequence[Fact]:
    return (Swept(told.place(), told.at),)


def _read_hold(told: Told) -> Sequence[Fact]:
    id, author = required(told.event, "message_id"), user_of(told.event, "user")
    held_at = instant_or_none(told.event.get("held_at")) or told.at
    place, text = told.place(), text_in(told.event.get("message"))
    arrived = Arrived(id, place, text, held_at, held_at, *author)
    return (arrived, Concealed(id, place, held_at, hidden=True))


def _read_hold_update(told: Told) -> Sequence[Fact]:
    """Read how a hold ended: let through, or never shown (refused, or nobody looked in time)."""
    held, status = _read_hold(told), text_of(told.event.get("status")).lower()
    id, place = required(told.event, "message_id"), told.place()
    if status == "approved":
        return (*held, Concealed(id, place, max(told.at, held[1].at), hidden=False))
    if status in {"denied", "expired"}:
        return (*held, Removed(id, place, told.at))
    return ()


def _read_whisper(told: Told) -> Sequence[Fact]:
    author, name = user_of(told.event, "from_user")
    is_ours = author == told.account
    person = user_of(told.event, "to_user")[0] if is_ours else author
    return (
        Arrived(
            external_id=required(told.event, "whisper_id"),
            place=Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=person),
            text=text_of(object_in(told.event, "whisper").get("text")),
            sent_at=told.at,
            at=told.at,
            author_id=author,
            author_name=name,
            is_ours=is_ours,
        ),
    )


READERS: Mapping[str, Callable[[Told], Sequence[Fact]]] = {
    "channel.chat.message": _read_message,
    "channel.chat.notification": _read_message,
    "channel.chat.message_delete": _read_delete,
    "channel.chat.clear_user_messages": _read_clear_of_user,
    "channel.chat.clear": _read_clear,
    "automod.message.hold": _read_hold,
    "automod.message.update": _read_hold_update,
    "user.whisper.message": _read_whisper,
}
