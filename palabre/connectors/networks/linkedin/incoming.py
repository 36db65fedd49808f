"""What LinkedIn tells of an organisation, in our words.

Source: LinkedIn's manual of organisation social action notifications. A delivery holds up to ten;
the same ones are fetched from `organizationalEntityNotifications`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.facts import Arrived, Fact, Place, Removed, Unreadable
from palabre.connectors.networks.linkedin import urns
from palabre.connectors.reading import (
    NOT_JSON,
    inner,
    instant_or_none,
    objects,
    read_object,
    text_of,
    versioned,
)
from palabre.connectors.reading import whole as whole_body
from palabre.engine.vocabulary import Kind

KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
COMMENTS = frozenset({"COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT"})
MENTIONS = frozenset({"SHARE_MENTION", "COMMENT_MENTION"})
QUIET = frozenset({"LIKE", "SHARE"})
ADDRESS = "https://www.linkedin.com/feed/update/{urn}/"


class _Delivery(msgspec.Struct):
    type: str
    notifications: list[msgspec.Raw]


class _Head(msgspec.Struct):
    id: str | int = msgspec.field(default="", name="notificationId")


_delivery = msgspec.json.Decoder(_Delivery)
_head = msgspec.json.Decoder(_Head)


def split(body: bytes) -> list[Change]:
    """Cut a delivery into notifications: LinkedIn sends each again, and says so."""
    try:
        delivery = _delivery.decode(body)
        if delivery.type != KIND:
            return [whole_body(body)]
        return [_notification(bytes(one)) for one in delivery.notifications]
    except msgspec.ValidationError:
        return [whole_body(body)]
    except NOT_JSON as problem:
        raise Unreadable(str(problem)) from problem


def _notification(one: bytes) -> Change:
    body = b'{"type":"' + KIND.encode() + b'","notifications":[' + one + b"]}"
    id = text_of(_head.decode(one).id)
    return versioned(body, "notification", id) if id else whole_body(body)


def fetched(notification: dict[str, Any]) -> Change:
    """Return a notification that was fetched as a change: the same as if it had been sent."""
    return _notification(msgspec.json.encode(notification))


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one notification."""
    told = next(iter(objects(read_object(body).get("notifications"))), None)
    if told is None:
        raise Unreadable("The change holds no notification.")
    ours, whose = urns.organization(account), text_of(told.get("organizationalEntity"))
    if whose != ours:
        raise Unreadable(f'The notification is of "{whose[:60]}", not of this account.')
    action = text_of(told.get("action"))
    at = instant_or_none(told.get("lastModifiedAt")) or received_at
    if action in QUIET:
        return ()
    if action == "COMMENT_DELETE":
        return (Removed(_id(told, {}), _place(told, {}), at),)
    if action in COMMENTS | MENTIONS:
        return (_arrived(told, action, ours, at),)
    raise Unreadable(f'Unknown action: "{action[:60]}".')


def _arrived(told: dict[str, Any], action: str, ours: str, at: datetime) -> Arrived:
    decorated = inner(told, "decoratedGeneratedActivity")
    content = inner(decorated, "comment") or inner(decorated, "share")
    author = text_of(content.get("owner") or content.get("actor"))
    return Arrived(
        external_id=_id(told, content),
        place=_place(told, content),
        text=text_of(content.get("text")) or text_of(inner(content, "message").get("text")),
        sent_at=at,
        at=at,
        author_id=author,
        is_ours=author == ours or (action == "ADMIN_COMMENT" and not author),
        is_edit=action == "COMMENT_EDIT",
    )


def _id(told: dict[str, Any], content: dict[str, Any]) -> str:
    id = urns.whole(text_of(content.get("entity")) or text_of(told.get("generatedActivity")))
    if not id:
        raise Unreadable('The notification has no "generatedActivity".')
    return id


def _place(told: dict[str, Any], content: dict[str, Any]) -> Place:
    """Return where something stands. A post that mentions us stands under itself."""
    id, post = _id(told, content), text_of(told.get("sourcePost"))
    found = urns.comment_of(id)
    surface = (post or found[0]) if found else id
    parent = urns.whole(text_of(content.get("parentComment")))
    under = urns.whole(text_of(content.get("object")))
    return Place(
        Kind.COMMENT,
        surface=surface,
        surface_text=text_of(inner(told, "decoratedSourcePost").get("text")),
        surface_address=ADDRESS.format(urn=surface),
        parent=parent or (under if urns.comment_of(under) else ""),
    )
