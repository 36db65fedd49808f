"""What we fetched from Meta ourselves, in our words: comments and messages, of both networks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.facts import INBOX_SURFACE, Arrived, Concealed, Fact, Place, Unreadable
from palabre.connectors.graph.fetching import FETCHED
from palabre.connectors.graph.messaging import words_of
from palabre.connectors.reading import inner, instant_or_none, read_object, required, text_of
from palabre.engine.vocabulary import Kind


def is_fetched(body: bytes) -> bool:
    """Say whether a change is one that we fetched, and no webhook's."""
    return body.startswith(FETCHED)


def read_fetched(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand a comment or a message that was fetched."""
    content = read_object(body)
    kind = content.get("fetched")
    if kind == "comment":
        return _comment(content, account, received_at)
    if kind == "message":
        return (_message(content, account, received_at),)
    raise Unreadable("Nothing of this kind is fetched.")


def _comment(content: dict[str, Any], account: str, received_at: datetime) -> Sequence[Fact]:
    comment, post = inner(content, "comment"), inner(content, "post")
    parent = text_of(inner(comment, "parent").get("id")) or text_of(comment.get("parent_id"))
    surface = text_of(post.get("id"))
    place = Place(
        Kind.COMMENT,
        surface=surface,
        surface_text=text_of(post.get("text")),
        surface_address=text_of(post.get("address")),
        parent=text_of(content.get("parent")) or ("" if parent == surface else parent),
    )
    author = inner(comment, "from")
    sent_at = instant_or_none(comment.get("created_time") or comment.get("timestamp"))
    id, author_id = required(comment, "id"), text_of(author.get("id"))
    name = author.get("name") or author.get("username") or comment.get("username")
    arrived = Arrived(
        external_id=id,
        place=place,
        text=text_of(comment.get("message") or comment.get("text")),
        sent_at=sent_at or received_at,
        at=sent_at or received_at,
        author_id=author_id,
        author_name=text_of(name),
        is_ours=bool(author_id) and author_id == account,
    )
    is_hidden = comment.get("is_hidden") is True or comment.get("hidden") is True
    return (arrived, Concealed(id, place, received_at, hidden=True)) if is_hidden else (arrived,)


def _message(content: dict[str, Any], account: str, received_at: datetime) -> Arrived:
    message, person = inner(content, "message"), required(content, "person")
    is_ours = content.get("ours") is True
    at = instant_or_none(message.get("created_time")) or received_at
    return Arrived(
        external_id=required(message, "id"),
        place=Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=person),
        text=words_of(message.get("message"), message.get("attachments")),
        sent_at=at,
        at=at,
        author_id=account if is_ours else person,
        author_name="" if is_ours else text_of(inner(message, "from").get("name")),
        is_ours=is_ours,
    )
