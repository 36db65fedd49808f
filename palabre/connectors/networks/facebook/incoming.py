"""What a Facebook page's webhooks say, in our words.

Source: Meta's webhook reference for pages (`feed`) and the Messenger platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.contract import Described
from palabre.connectors.facts import Arrived, Concealed, Fact, Place, Removed, Unreadable
from palabre.connectors.graph.envelope import open_single
from palabre.connectors.graph.fetched import is_fetched, read_fetched
from palabre.connectors.graph.messaging import read_messaging
from palabre.connectors.reading import count_of, instant, instant_or_none, required, text_of
from palabre.engine.vocabulary import Kind

SUMMARY = ".limit(0).summary(total_count)"
POST_FIELDS = (
    f"message,permalink_url,full_picture,created_time,shares,reactions{SUMMARY},comments{SUMMARY}"
)
OBJECT = "page"
QUIET_ITEMS = frozenset(
    {"post", "status", "photo", "video", "share", "album", "link", "event", "like", "reaction"}
)
"""Items of the feed that are not comments: nothing of a conversation changes."""


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change of a page."""
    if is_fetched(body):
        return read_fetched(body, account=account, received_at=received_at)
    page, time, part, content = open_single(body, received_at)
    if page != account:
        raise Unreadable(f'The change is of page "{page[:60]}", not of this account.')
    if part != "changes":
        return read_messaging(content, account=account, time=time)
    field, value = text_of(content.get("field")), content.get("value")
    if field != "feed" or not isinstance(value, dict):
        raise Unreadable(f'Unknown field: "{field[:60]}".')
    item = text_of(value.get("item"))
    if item in QUIET_ITEMS:
        return ()
    if item != "comment":
        raise Unreadable(f'Unknown item of the feed: "{item[:60]}".')
    return (_read_comment(value, account=account, time=time),)


def _read_comment(value: dict[str, Any], *, account: str, time: datetime) -> Fact:
    verb = text_of(value.get("verb"))
    comment = required(value, "comment_id")
    place = _place(value)
    if verb == "add" or verb in {"edit", "edited"}:
        return _arrived(value, comment, place, account=account, time=time)
    if verb in {"remove", "delete"}:
        return Removed(comment, place, time)
    if verb in {"hide", "unhide"}:
        return Concealed(comment, place, time, hidden=verb == "hide")
    raise Unreadable(f'Unknown verb for a comment: "{verb[:60]}".')


def _arrived(
    value: dict[str, Any], comment: str, place: Place, *, account: str, time: datetime
) -> Arrived:
    author = value.get("from")
    author = author if isinstance(author, dict) else {}
    sent_at = instant(value["created_time"]) if value.get("created_time") else time
    return Arrived(
        external_id=comment,
        place=place,
        text=text_of(value.get("message")),
        sent_at=sent_at,
        at=max(time, sent_at),
        author_id=text_of(author.get("id")),
        author_name=text_of(author.get("name")),
        is_ours=text_of(author.get("id")) == account,
        is_edit=value.get("verb") != "add",
    )


def _place(value: dict[str, Any]) -> Place:
    post = value.get("post")
    post = post if isinstance(post, dict) else {}
    surface = text_of(value.get("post_id")) or text_of(post.get("id"))
    parent = text_of(value.get("parent_id"))
    return Place(
        Kind.COMMENT,
        surface=surface,
        surface_text=text_of(post.get("message")),
        surface_address=text_of(post.get("permalink_url")),
        parent="" if parent == surface else parent,
    )


def read_post(post: dict[str, Any]) -> Described:
    """Understand the answer about one post.

    Source: Meta's Graph API reference of Page Post. Likes are reactions of every kind; a post that
    nobody shared has no `shares`.
    """
    return Described(
        text=text_of(post.get("message")),
        address=text_of(post.get("permalink_url")),
        picture=text_of(post.get("full_picture")),
        published_at=instant_or_none(post.get("created_time")),
        likes=_total(post, "reactions"),
        comments=_total(post, "comments"),
        shares=count_of(_inner(post, "shares").get("count")),
    )


def _total(post: dict[str, Any], edge: str) -> int | None:
    return count_of(_inner(_inner(post, edge), "summary").get("total_count"))


def _inner(record: dict[str, Any], name: str) -> dict[str, Any]:
    found = record.get(name)
    return found if isinstance(found, dict) else {}
