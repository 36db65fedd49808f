"""What Bluesky tells, in our words.

Source: the lexicons `app.bsky.feed.defs#postView`, `app.bsky.feed.post` and
`chat.bsky.convo.defs#messageView`. A change is one of

    {"post": a post}
    {"message": a private message, "talk": its conversation's id, "person": the other side}
    {"removed": id, "kind": "comment" or "message", "at": time}
    {"hiding": id, "surface": id of our post, "hidden": true or false, "at": time}

A post cannot be changed there; its parent and the beginning of its thread stand in its record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from palabre.connectors.contract import Change, Described
from palabre.connectors.facts import (
    INBOX_SURFACE,
    Arrived,
    Concealed,
    Fact,
    Place,
    Removed,
    Unreadable,
)
from palabre.connectors.networks.bluesky.records import Address, web_address
from palabre.connectors.reading import (
    count_of,
    inner,
    instant_or_none,
    objects,
    read_object,
    required,
    text_of,
    versioned,
)
from palabre.engine.vocabulary import Kind

KEPT = ("uri", "cid", "author", "record", "indexedAt")
SHORTENED = "…."


def post_change(post: dict[str, Any]) -> Change:
    """Return a post as a change, known by its address and content."""
    told = {
        name: post[name] for name in ("uri", "cid", "author", "record", "indexedAt") if name in post
    }
    body = msgspec.json.encode({"post": told})
    return versioned(body, "post", text_of(post.get("uri")), text_of(post.get("cid")))


def message_change(message: dict[str, Any], talk: str, person: dict[str, Any]) -> Change:
    """Return a private message as a change."""
    told = {name: text_of(person.get(name)) for name in ("did", "handle", "displayName")}
    body = msgspec.json.encode({"message": message, "talk": talk, "person": told})
    return versioned(body, "message", talk, text_of(message.get("id")))


def removal(id: str, kind: Kind, at: datetime) -> Change:
    """Return the removal of a post or a message as a change."""
    body = msgspec.json.encode({"removed": id, "kind": kind, "at": at.isoformat()})
    return versioned(body, "removed", id)


def hiding(id: str, surface: str, at: datetime, *, hidden: bool) -> Change:
    """Return as a change that an answer is hidden under our post, or shown again."""
    told = {"hiding": id, "surface": surface, "hidden": hidden, "at": at.isoformat()}
    return versioned(msgspec.json.encode(told), "hiding", id, str(hidden), at.isoformat())


def message_id(talk: str, id: str) -> str:
    """Return how we call a private message: its id says nothing without its conversation's."""
    return f"{talk}/{id}"


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    content = read_object(body)
    at = instant_or_none(content.get("at")) or received_at
    if "removed" in content:
        kind = Kind.MESSAGE if content.get("kind") == Kind.MESSAGE else Kind.COMMENT
        return (Removed(required(content, "removed"), Place(kind), at),)
    if "hiding" in content:
        place = Place(Kind.COMMENT, surface=text_of(content.get("surface")))
        hidden = content.get("hidden") is True
        return (Concealed(required(content, "hiding"), place, at, hidden=hidden),)
    if inner(content, "post"):
        return (_post(inner(content, "post"), account, received_at),)
    if inner(content, "message"):
        return (_message(content, account, received_at),)
    raise Unreadable("The change holds neither a post nor a message.")


def _post(post: dict[str, Any], account: str, received_at: datetime) -> Arrived:
    record, uri = inner(post, "record"), required(post, "uri")
    author = inner(post, "author")
    author_id = text_of(author.get("did")) or Address.read(uri).repo
    sent_at = _sent_at(record.get("createdAt"), post.get("indexedAt"), received_at)
    reply = inner(record, "reply")
    parent = text_of(inner(reply, "parent").get("uri"))
    root = text_of(inner(reply, "root").get("uri")) or parent or uri
    is_under_our_post = parent == root and Address.read(root).repo == account
    return Arrived(
        external_id=uri,
        place=Place(
            Kind.COMMENT,
            surface=root,
            surface_address=web_address(root),
            parent="" if is_under_our_post else parent,
        ),
        text=text_of_record(record, account),
        sent_at=sent_at,
        at=sent_at,
        author_id=author_id,
        author_name=_name(author),
        author_since=instant_or_none(author.get("createdAt")),
        is_ours=author_id == account,
    )


def _message(content: dict[str, Any], account: str, received_at: datetime) -> Arrived:
    message, person = inner(content, "message"), inner(content, "person")
    sender = text_of(inner(message, "sender").get("did"))
    is_ours = sender == account
    other = text_of(person.get("did")) or sender
    sent_at = instant_or_none(message.get("sentAt")) or received_at
    return Arrived(
        external_id=message_id(text_of(content.get("talk")), required(message, "id")),
        place=Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=other),
        text=text_of_record(message, account),
        sent_at=sent_at,
        at=sent_at,
        author_id=sender,
        author_name="" if is_ours else _name(person),
        author_since=None if is_ours else instant_or_none(person.get("createdAt")),
        is_ours=is_ours,
    )


def _sent_at(created: Any, indexed: Any, received_at: datetime) -> datetime:
    """Return when a post was written: what its author's program says, but never a later time."""
    told = instant_or_none(created)
    seen = instant_or_none(indexed) or received_at
    return min(told, seen) if told is not None else seen


def _name(person: dict[str, Any]) -> str:
    return text_of(person.get("displayName")) or text_of(person.get("handle"))


def text_of_record(record: dict[str, Any], account: str) -> str:
    """Return a post's or message's words, where each link tells where it leads.

    Our own name at the beginning goes: the thread shows whom the post addresses.
    """
    raw = text_of(record.get("text")).encode("utf-8", "replace")
    end, parts = len(raw), []
    for start, stop, feature in sorted(_features(record, end), key=_from_the_end):
        if stop > end:
            continue
        shown = raw[start:stop].decode("utf-8", "replace")
        parts.append(raw[stop:end].decode("utf-8", "replace"))
        parts.append(_told(shown, feature, is_first=start == 0, account=account))
        end = start
    parts.append(raw[:end].decode("utf-8", "replace"))
    text = "".join(reversed(parts)).strip()
    card = text_of(inner(inner(record, "embed"), "external").get("uri"))
    return f"{text}\n\n{card}".strip() if card and card not in text else text


def _from_the_end(mark: tuple[int, int, dict[str, Any]]) -> tuple[int, int]:
    return -mark[0], -mark[1]


def _features(record: dict[str, Any], size: int) -> Sequence[tuple[int, int, dict[str, Any]]]:
    found: list[tuple[int, int, dict[str, Any]]] = []
    for facet in objects(record.get("facets")):
        index = inner(facet, "index")
        start, stop = count_of(index.get("byteStart")), count_of(index.get("byteEnd"))
        features = objects(facet.get("features"))
        if start is not None and stop is not None and start < stop <= size and features:
            found.append((start, stop, features[0]))
    return found


def _told(shown: str, feature: dict[str, Any], *, is_first: bool, account: str) -> str:
    """Return what a marked part of a text says in clear."""
    if is_first and text_of(feature.get("did")) == account:
        return ""
    link = text_of(feature.get("uri"))
    if not link or link in shown:
        return shown
    return link if shown.rstrip(SHORTENED) in link else f"{shown} ({link})"


def read_post(post: dict[str, Any], account: str) -> Described:
    """Understand the answer about one post."""
    record, embed = inner(post, "record"), inner(post, "embed")
    pictures = objects(embed.get("images")) or objects(inner(embed, "media").get("images"))
    return Described(
        text=text_of_record(record, account),
        address=web_address(text_of(post.get("uri"))),
        picture=text_of(pictures[0].get("thumb")) if pictures else "",
        published_at=instant_or_none(record.get("createdAt")),
        likes=count_of(post.get("likeCount")),
        comments=count_of(post.get("replyCount")),
        shares=count_of(post.get("repostCount")),
    )
