"""The square's posts, comments and messages as TikTok writes them.

Shapes: TikTok's reference of the Business API and of its webhooks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from palabre.sandbox.facts import Author
from palabre.sandbox.settings import Account, username
from palabre.sandbox.world import Comment, Conversation, Message, Post

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
MOST_REPLIES = 3
"""How many answers come along with a comment; the others are asked for."""


def number(id: str) -> int | str:
    """Return an id as webhooks write it: a number of 19 digits, where it is one."""
    return int(id) if id.isdigit() else id


def mark(author: Author) -> str:
    """Return a person's `unique_identifier`, the same in every answer."""
    return "u-" + hashlib.sha256(author.id.encode()).hexdigest()[:16]


def video(square: Square, account: Account, post: Post) -> Json:
    """Return one of the account's videos."""
    standing = sum(1 for one in post.comments if not one.deleted)
    return {
        "item_id": post.id,
        "caption": square.configuration.posts[post.id].text,
        "share_url": f"https://www.tiktok.com/@{account.username}/video/{post.id}",
        "thumbnail_url": "",
        "create_time": str(int(post.at)),
        "likes": len(post.likes),
        "comments": standing,
        "shares": 0,
    }


def comment(account: Account, one: Comment, *, replies: Sequence[Comment] = ()) -> Json:
    """Return a comment, or an answer; `replies` come along with a comment."""
    is_owner = one.author.id == account.page_id
    told: Json = {
        "comment_id": one.id,
        "video_id": one.post,
        "user_id": one.author.id,
        "unique_identifier": mark(one.author),
        "username": username(one.author.name),
        "display_name": one.author.name,
        "create_time": str(int(one.at)),
        "text": one.text,
        "likes": len(one.likes),
        "replies": len(replies),
        "owner": is_owner,
        "liked": account.page_id in one.likes,
        "pinned": False,
        "status": "HIDDEN" if one.hidden else "PUBLIC",
    }
    if one.parent:
        return told | {"parent_comment_id": one.parent}
    along = [comment(account, reply) for reply in replies[:MOST_REPLIES]]
    return told | {"reply_list": along}


def update(one: Comment, action: str, at: float) -> Json:
    """Return what the webhook tells of a comment: ids as numbers, and no author's name."""
    told: Json = {
        "comment_id": number(one.id),
        "video_id": number(one.post),
        "comment_type": "reply" if one.parent else "comment",
        "comment_action": action,
        "timestamp": int(at * 1000),
        "unique_identifier": mark(one.author),
        "text": one.text,
    }
    return told | ({"parent_comment_id": number(one.parent)} if one.parent else {})


def conversation_id(talk: Conversation) -> str:
    """Return a conversation's id; it may hold characters that addresses must write otherwise."""
    return f"{talk.id.removeprefix('t_')}+talk/{talk.person.id}=="


def message(account: Account, talk: Conversation, one: Message) -> Json:
    """Return a private message, as the webhook and the list both tell it."""
    person = {"id": talk.person.id, "role": "personal_account"}
    brand = {"id": account.page_id, "role": "business_account"}
    sender, recipient = (brand, person) if one.from_brand else (person, brand)
    return {
        "type": "text",
        "message_type": "TEXT",
        "message_id": one.id,
        "conversation_id": conversation_id(talk),
        "timestamp": int(one.at * 1000),
        "text": {"body": one.text},
        "from": account.name if one.from_brand else talk.person.name,
        "from_user": sender,
        "to_user": recipient,
    }
