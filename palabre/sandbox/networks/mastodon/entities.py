"""The square's posts, comments and messages as a Mastodon server writes them.

Shapes: Mastodon's documentation of the entities Account, Status, Notification and Conversation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from palabre.sandbox.facts import Author
from palabre.sandbox.settings import SINCE, Account, username
from palabre.sandbox.world import Comment, Conversation, Message, Post

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
HOST = "https://mastodon.example"


def moment(at: float) -> str:
    """Return a time as Mastodon writes it: 2026-01-31T10:00:00.000Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def person(author: Author) -> Json:
    """Return a person, or the brand, as an Account."""
    name = username(author.name)
    return {
        "id": author.id,
        "username": name,
        "acct": name,
        "display_name": author.name,
        "url": f"{HOST}/@{name}",
        "bot": False,
        "created_at": SINCE,
    }


def brand(account: Account) -> Json:
    """Return the brand's own Account."""
    return person(Author(account.page_id, account.name))


def status_of_post(square: Square, account: Account, post: Post) -> Json:
    """Return one of the brand's own posts."""
    settings = square.configuration.posts[post.id]
    replies = sum(1 for one in post.comments if not one.deleted)
    return _status(post.id, post.at, brand(account), settings.text) | {
        "replies_count": replies,
        "favourites_count": len(post.likes),
    }


def status_of_comment(square: Square, account: Account, comment: Comment) -> Json:
    """Return a reply: a visitor's names the brand, the brand's names whom it answers."""
    parent = square.world.comments.get(comment.parent or "")
    is_ours = comment.author.id == account.page_id
    answered = parent.author if parent is not None else Author(account.page_id, account.name)
    named = [person(answered)] if is_ours else [brand(account)]
    status = _status(comment.id, comment.at, person(comment.author), comment.text)
    status |= {
        "in_reply_to_id": comment.parent or comment.post,
        "in_reply_to_account_id": answered.id,
        "edited_at": moment(comment.edited_at) if comment.edited_at else None,
        "favourited": account.page_id in comment.likes,
        "favourites_count": len(comment.likes),
        "replies_count": sum(1 for one in comment.replies if not one.deleted),
    }
    return _naming(status, named, write=not is_ours)


def status_of_message(account: Account, talk: Conversation, message: Message) -> Json:
    """Return a private message: a status that only those it names can see."""
    place = talk.messages.index(message)
    before = talk.messages[place - 1].id if place else message.comment
    author = brand(account) if message.from_brand else person(talk.person)
    named = [person(talk.person)] if message.from_brand else [brand(account)]
    status = _status(message.id, message.at, author, message.text)
    status |= {"visibility": "direct", "in_reply_to_id": before}
    return _naming(status, named, write=not message.from_brand)


def conversation(account: Account, talk: Conversation) -> Json:
    """Return a conversation with its last message."""
    return {
        "id": talk.id.removeprefix("t_"),
        "unread": True,
        "accounts": [person(talk.person)],
        "last_status": status_of_message(account, talk, talk.messages[-1]),
    }


def mention(number: int, at: float, status: Json) -> Json:
    """Return the notification of a status that names the brand."""
    return {
        "id": str(number),
        "type": "mention",
        "created_at": moment(at),
        "account": status["account"],
        "status": status,
    }


def _status(id: str, at: float, author: Json, text: str) -> Json:
    lines = escape(text, quote=False).split("\n")
    return {
        "id": id,
        "created_at": moment(at),
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": None,
        "uri": f"{HOST}/statuses/{id}",
        "url": f"{author['url']}/{id}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "favourited": False,
        "content": f"<p>{'<br />'.join(lines)}</p>",
        "account": author,
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "emojis": [],
    }


def _naming(status: Json, named: Iterable[Json], *, write: bool) -> Json:
    people = list(named)
    names = "".join(
        f'<span class="h-card"><a href="{one["url"]}" class="u-url mention">'
        f"@<span>{one['username']}</span></a></span> "
        for one in people
    )
    content = status["content"].replace("<p>", f"<p>{names}", 1) if write else status["content"]
    told = [{name: one[name] for name in ("id", "username", "acct", "url")} for one in people]
    return status | {"mentions": told, "content": content}
