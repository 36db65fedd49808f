"""Posts as X writes them: whose they are, what they answer, their words, and who summons us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from palabre.connectors.contract import Described
from palabre.connectors.facts import Arrived, Place
from palabre.connectors.reading import (
    count_of,
    inner,
    instant,
    instant_or_none,
    objects,
    required,
    text_of,
)
from palabre.engine.vocabulary import Kind

ADDRESS = "https://x.com/i/status/{id}"


@dataclass(frozen=True, slots=True)
class Writer:
    """What came along of a person: their name, and since when they have the account."""

    name: str = ""
    since: datetime | None = None


NOBODY = Writer()


def writer_of(user: Mapping[str, Any]) -> Writer:
    """Return what is told of a person."""
    return Writer(text_of(user.get("name")), instant_or_none(user.get("created_at")))


def people_of(includes: Mapping[str, Any]) -> dict[str, Writer]:
    """Return the people that came along, by their ids; some come inside `data`."""
    users = [inner(one, "data") or one for one in objects(includes.get("users"))]
    return {text_of(one.get("id")): writer_of(one) for one in users}


def read_post(
    post: dict[str, Any], people: Mapping[str, Writer], *, account: str, received_at: datetime
) -> Arrived:
    """Understand a post. An edit has an id of its own: the first one stays the post's."""
    author = text_of(post.get("author_id"))
    writer = people.get(author, NOBODY)
    at = instant(post["created_at"]) if post.get("created_at") else received_at
    versions = _versions(post)
    return Arrived(
        external_id=versions[0] if versions else required(post, "id"),
        place=_place(post, account),
        text=text_of_post(post),
        sent_at=at,
        at=at,
        author_id=author,
        author_name=writer.name,
        author_since=writer.since,
        is_ours=author == account,
        is_edit=len(versions) > 1,
    )


def _versions(post: Mapping[str, Any]) -> list[str]:
    told = post.get("edit_history_tweet_ids")
    return [id for one in told if (id := text_of(one))] if isinstance(told, list) else []


def _place(post: dict[str, Any], account: str) -> Place:
    """Return where a post stands: under the post that began its conversation."""
    id, parent = text_of(post.get("id")), answered(post)
    surface = text_of(post.get("conversation_id")) or parent or id
    is_our_post = parent == surface and text_of(post.get("in_reply_to_user_id")) == account
    return Place(
        Kind.COMMENT,
        surface=surface,
        surface_address=ADDRESS.format(id=surface) if surface.isdigit() else "",
        parent="" if is_our_post else parent,
    )


def answered(post: Mapping[str, Any]) -> str:
    """Return the id of the post that this one answers."""
    told = text_of(post.get("in_reply_to_tweet_id"))
    return told or next(
        (text_of(one.get("id")) for one in referred(post) if one.get("type") == "replied_to"), ""
    )


def referred(post: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the posts that a post answers, quotes or repeats."""
    return objects(post.get("referenced_tweets"))


def text_of_post(post: dict[str, Any]) -> str:
    """Return a post's words: the whole of a long one, links in full, without whom it answers.

    X tells where the words begin that its own pages show.
    """
    shown = post.get("display_text_range")
    start = shown[0] if isinstance(shown, list) and shown else 0
    long = text_of(inner(post, "note_tweet").get("text"))
    text = long or text_of(post.get("text"))
    text = text[start:] if isinstance(start, int) and answered(post) and start > 0 else text
    for link in objects(inner(post, "entities").get("urls")):
        short, full = text_of(link.get("url")), text_of(link.get("expanded_url"))
        text = text.replace(short, full) if short and full else text
    return unescape(text).strip()


def is_summoned(post: dict[str, Any], includes: Mapping[str, Any], account: str) -> bool:
    """Say whether a post's author called the account: by its name, or by quoting a post of it."""
    named = (text_of(one.get("id")) for one in objects(inner(post, "entities").get("mentions")))
    if account in named:
        return True
    ours = {
        text_of(one.get("id"))
        for one in objects(includes.get("tweets"))
        if text_of(one.get("author_id")) == account
    }
    return any(
        one.get("type") == "quoted" and text_of(one.get("id")) in ours for one in referred(post)
    )


def describe_post(post: dict[str, Any], includes: Mapping[str, Any]) -> Described:
    """Understand the answer about one post."""
    figures = inner(post, "public_metrics")
    pictures = [
        text_of(one.get("url") or one.get("preview_image_url"))
        for one in objects(includes.get("media"))
    ]
    return Described(
        text=text_of_post(post),
        address=ADDRESS.format(id=text_of(post.get("id"))),
        picture=pictures[0] if pictures else "",
        published_at=instant_or_none(post.get("created_at")),
        likes=count_of(figures.get("like_count")),
        comments=count_of(figures.get("reply_count")),
        shares=count_of(figures.get("retweet_count")),
    )
