"""What a Mastodon server tells, in our words.

Source: Mastodon's documentation of the entities Status and Notification. A change is
`{"status": a status, "root": {"id", "account"}}`, where the root is the topmost post of its
thread, or `{"removed": id, "at": time}`. Servers write HTML, and know replies by their parent
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import msgspec

from palabre.connectors.contract import Change, Described
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Fact, Place, Removed, Unreadable
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

DIRECT = "direct"


def status_change(status: dict[str, Any], root: dict[str, Any]) -> Change:
    """Return a status with its root as a change, known by its id and last edit."""
    top = {"id": text_of(root.get("id")), "account": text_of(inner(root, "account").get("id"))}
    body = msgspec.json.encode({"status": status, "root": top})
    return versioned(body, "status", text_of(status.get("id")), text_of(status.get("edited_at")))


def removal(id: str, at: datetime) -> Change:
    """Return the removal of a status as a change."""
    body = msgspec.json.encode({"removed": id, "at": at.isoformat()})
    return versioned(body, "removed", id)


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    content = read_object(body)
    if "removed" in content:
        at = instant_or_none(content.get("at")) or received_at
        return (Removed(required(content, "removed"), Place(Kind.COMMENT), at),)
    status = inner(content, "status")
    if not status:
        raise Unreadable("The change holds neither a status nor a removal.")
    return (_arrived(status, inner(content, "root"), account=account, received_at=received_at),)


def _arrived(
    status: dict[str, Any], root: dict[str, Any], *, account: str, received_at: datetime
) -> Arrived:
    author = inner(status, "account")
    author_id = text_of(author.get("id"))
    is_ours = author_id == account
    sent_at = instant(status["created_at"]) if status.get("created_at") else received_at
    edited_at = instant(status["edited_at"]) if status.get("edited_at") else None
    return Arrived(
        external_id=required(status, "id"),
        place=_place(status, root, account),
        text=text_of_status(status, account),
        sent_at=sent_at,
        at=edited_at or sent_at,
        author_id=author_id,
        author_name=text_of(author.get("display_name")) or text_of(author.get("acct")),
        author_since=instant_or_none(author.get("created_at")),
        is_ours=is_ours,
        is_edit=edited_at is not None,
    )


def _place(status: dict[str, Any], root: dict[str, Any], account: str) -> Place:
    if status.get("visibility") == DIRECT:
        return Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=_other(status, account))
    parent = text_of(status.get("in_reply_to_id"))
    surface = text_of(root.get("id")) or parent or text_of(status.get("id"))
    is_our_post = parent == surface and text_of(root.get("account")) == account
    is_post = surface == text_of(status.get("id"))
    return Place(
        Kind.COMMENT,
        surface=surface,
        surface_address=text_of(status.get("url")) if is_post else "",
        parent="" if is_our_post else parent,
    )


def _other(status: dict[str, Any], account: str) -> str:
    """Return who a direct message is with: its author, or of ours the first person named."""
    author = text_of(inner(status, "account").get("id"))
    if author != account:
        return author
    named = (text_of(one.get("id")) for one in objects(status.get("mentions")))
    return next((id for id in named if id != account), author)


def text_of_status(status: dict[str, Any], account: str) -> str:
    """Return a status's words, without the names it is addressed to at its beginning.

    Our own name goes, and of our own statuses every name: the thread shows whom they answer.
    """
    text = plain(text_of(status.get("content")))
    if text_of(status.get("spoiler_text")):
        text = f"{text_of(status['spoiler_text'])}\n\n{text}".strip()
    is_ours = text_of(inner(status, "account").get("id")) == account
    named = {
        name
        for one in objects(status.get("mentions"))
        if is_ours or text_of(one.get("id")) == account
        for name in (text_of(one.get("acct")), text_of(one.get("username")))
        if name
    }
    while text.startswith("@"):
        first, _, rest = text.partition(" ")
        if first[1:] not in named:
            break
        text = rest.lstrip()
    return text


class _Words(HTMLParser):
    """Keeps the words of a status and where its lines end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new line where the status does."""
        if tag == "br":
            self.parts.append("\n")
        elif tag == "p" and self.parts:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.parts.append(data)


def plain(content: str) -> str:
    """Return the words of a status's HTML, which a server has cleaned already."""
    words = _Words()
    words.feed(content)
    words.close()
    return "".join(words.parts).strip()


def read_post(status: dict[str, Any], account: str) -> Described:
    """Understand the answer about one status."""
    pictures = [
        text_of(one.get("preview_url"))
        for one in objects(status.get("media_attachments"))
        if one.get("type") == "image"
    ]
    return Described(
        text=text_of_status(status, account),
        address=text_of(status.get("url")),
        picture=pictures[0] if pictures else "",
        published_at=instant_or_none(status.get("created_at")),
        likes=count_of(status.get("favourites_count")),
        comments=count_of(status.get("replies_count")),
        shares=count_of(status.get("reblogs_count")),
    )
