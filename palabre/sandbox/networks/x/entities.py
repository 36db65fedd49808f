"""The square's comments and messages as X writes them.

Shapes: X's reference of posts, private message events and the payloads of the Activity API.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from palabre.sandbox.facts import Author
from palabre.sandbox.settings import SINCE, Account, username
from palabre.sandbox.world import Comment, Message, Post

Json = dict[str, Any]
EDIT_STEP = 10**15
"""How far the id of an edited post is from that of the first version."""


def moment(at: float) -> str:
    """Return a time as X writes it: 2026-01-31T10:00:00.000Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def handle(author: Author) -> str:
    """Return a person's name as X writes it: at most 15 letters, digits and underscores."""
    return username(author.name).replace(".", "_")[:15]


def user(author: Author) -> Json:
    """Return a person, or the brand, as a User."""
    told = {"id": author.id, "name": author.name, "username": handle(author)}
    return told | {"created_at": SINCE}


def brand(account: Account) -> Author:
    """Return the brand as an author."""
    return Author(account.page_id, account.name)


def event(account: Account, kind: str, payload: Json, includes: Json, *version: object) -> Json:
    """Return an event; the same thing told twice has the same `event_uuid`, maybe negative."""
    about = "\0".join(map(str, (kind, *version)))
    uuid = int.from_bytes(hashlib.sha256(about.encode()).digest()[:8], signed=True)
    return {
        "data": {
            "event_uuid": str(uuid),
            "filter": {"user_id": account.page_id},
            "event_type": kind,
            "tag": "palabre",
            "payload": payload,
            "includes": includes,
        }
    }


def own_post(account: Account, post: Post, text: str) -> Json:
    """Return one of the brand's posts."""
    standing = sum(1 for one in post.comments if not one.deleted)
    return _post(post.id, post.at, brand(account), escape(text, quote=False)) | {
        "conversation_id": post.id,
        "edit_history_tweet_ids": [post.id],
        "public_metrics": _metrics(likes=len(post.likes), replies=standing),
    }


def reply(comment: Comment, answered: Author, named: Sequence[Author], *, under: str = "") -> Json:
    """Return a comment: a post that begins with the names of those it answers."""
    names = "".join(f"@{handle(one)} " for one in named)
    text = escape(names + comment.text, quote=False)
    versions = [comment.id]
    if comment.edited_at:
        versions.append(str(int(comment.id) + EDIT_STEP))
    mentions, place = [], 0
    for one in named:
        end = place + len(handle(one)) + 1
        mentions.append({"start": place, "end": end, "username": handle(one), "id": one.id})
        place = end + 1
    parent = under or comment.parent or comment.post
    return _post(versions[-1], comment.edited_at or comment.at, comment.author, text) | {
        "conversation_id": comment.post,
        "in_reply_to_tweet_id": parent,
        "in_reply_to_user_id": answered.id,
        "referenced_tweets": [{"type": "replied_to", "id": parent}],
        "edit_history_tweet_ids": versions,
        "display_text_range": [len(names), len(text)],
        "entities": {"mentions": mentions},
        "public_metrics": _metrics(likes=len(comment.likes), replies=len(comment.replies)),
    }


def direct_message(account: Account, person: Author, message: Message) -> Json:
    """Return a private message as the Activity API tells it."""
    sender, recipient = person, brand(account)
    if message.from_brand:
        sender, recipient = recipient, sender
    told = {
        "type": "message_create",
        "id": message.id,
        "created_timestamp": str(int(message.at * 1000)),
        "message_create": {
            "target": {"recipient_id": recipient.id},
            "sender_id": sender.id,
            "message_data": {"text": message.text, "entities": {"urls": []}},
        },
    }
    people = {one.id: {"data": user(one)} for one in (sender, recipient)}
    return {"direct_message_events": [told], "users": people}


def conversation_id(account: Account, person: str) -> str:
    """Return the id of the conversation of two: both ids, the smaller first."""
    return "-".join(sorted((account.page_id, person), key=lambda id: (len(id), id)))


def message_event(account: Account, person: Author, message: Message) -> Json:
    """Return a private message as API v2 tells it."""
    return {
        "id": message.id,
        "event_type": "MessageCreate",
        "text": message.text,
        "created_at": moment(message.at),
        "sender_id": account.page_id if message.from_brand else person.id,
        "dm_conversation_id": conversation_id(account, person.id),
    }


def _post(id: str, at: float, author: Author, text: str) -> Json:
    return {
        "id": id,
        "text": text,
        "author_id": author.id,
        "created_at": moment(at),
        "lang": "und",
        "reply_settings": "everyone",
        "possibly_sensitive": False,
    }


def _metrics(*, likes: int, replies: int) -> Json:
    return {"like_count": likes, "reply_count": replies, "retweet_count": 0, "quote_count": 0}
