"""The square's posts, comments and messages as Bluesky shows them.

Shapes: the lexicons `app.bsky.feed.defs`, `app.bsky.actor.defs` and `chat.bsky.convo.defs`. People
of the square have the identity `did:plc:` and their number; the brand's is its page's id.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from palabre.sandbox.facts import Author
from palabre.sandbox.settings import SINCE, Account, username
from palabre.sandbox.world import Comment, Conversation, Message, Post

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
POST = "app.bsky.feed.post"
GATE = "app.bsky.feed.threadgate"
HOST = "square.example"
PLC = "did:plc:"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def key_of(number: int, first: str = "3k") -> str:
    """Return the record key of the thing with this number: 13 letters that grow with it."""
    digits = "".join(LETTERS[number >> 5 * place & 31] for place in range(10, -1, -1))
    return first + digits


def hash_of(*parts: str) -> str:
    """Return a content's hash as Bluesky writes it: the same for the same parts."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return "b" + base64.b32encode(b"\x01\x71\x12\x20" + digest).decode().lower().rstrip("=")


def moment(at: float) -> str:
    """Return a time as Bluesky writes it: 2026-01-31T10:00:00.000Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def identity(account: Account, author: Author) -> str:
    """Return who somebody is for the network."""
    return author.id if author.id == account.page_id else PLC + author.id


def person(account: Account, author: Author) -> Json:
    """Return a person, or the brand, as a basic profile."""
    return {
        "did": identity(account, author),
        "handle": f"{username(author.name).replace('.', '-')}.{HOST}",
        "displayName": author.name,
        "createdAt": SINCE,
        "viewer": {"muted": False, "blockedBy": False},
        "labels": [],
    }


def brand(account: Account) -> Author:
    """Return the brand as an author."""
    return Author(account.page_id, account.name)


class Names:
    """The addresses of one account's things: the brand's answers bear the keys the desk chose."""

    def __init__(self, square: Square, account: Account) -> None:
        """Learn the keys of the answers that the desk wrote."""
        self._account = account
        self.keys = {
            act.deed.result: act.deed.metadata
            for act in square.world.acts
            if act.account == account.key and act.deed.verb == "reply" and act.deed.metadata
        }

    def of(self, thing: Post | Comment) -> str:
        """Return the at-uri of a post or a comment."""
        if isinstance(thing, Post):
            return f"at://{self._account.page_id}/{POST}/{thing.id}"
        key = self.keys.get(thing.id, thing.id)
        return f"at://{identity(self._account, thing.author)}/{POST}/{key}"

    def gate(self, post: Post) -> str:
        """Return the at-uri of the gate of a thread."""
        return self.of(post).replace(POST, GATE)

    def comment(self, key: str) -> str:
        """Return the square's id of a comment with a record key."""
        return next((id for id, made in self.keys.items() if made == key), key)


def reference(uri: str, text: str) -> Json:
    """Return how records name others."""
    return {"uri": uri, "cid": hash_of(uri, text)}


def view_of_post(square: Square, account: Account, post: Post, names: Names) -> Json:
    """Return one of the brand's own posts, with the gate of its thread."""
    text = square.configuration.posts[post.id].text
    record = {"$type": POST, "text": text, "createdAt": moment(post.at)}
    standing = [one for one in post.comments if not one.deleted]
    view = _view(names.of(post), record, person(account, brand(account)), post.at)
    view |= {"replyCount": len(standing), "likeCount": len(post.likes)}
    hidden = [names.of(one) for one in standing if one.hidden]
    if hidden:
        gate = gate_of(names, post, hidden)
        view["threadgate"] = {"uri": gate["uri"], "cid": gate["cid"], "record": gate["value"]}
    return view


def gate_of(names: Names, post: Post, hidden: Iterable[str]) -> Json:
    """Return the record of a thread's gate, with its address and hash."""
    uris = sorted(hidden)
    value = {
        "$type": GATE,
        "post": names.of(post),
        "createdAt": moment(post.at),
        "hiddenReplies": uris,
    }
    return {"uri": names.gate(post), "cid": hash_of(*uris), "value": value}


def view_of_comment(square: Square, account: Account, comment: Comment, names: Names) -> Json:
    """Return an answer."""
    post = square.world.posts[comment.post]
    settings = square.configuration.posts.get(post.id)
    root = reference(names.of(post), settings.text if settings else "")
    above = square.world.comments.get(comment.parent or "")
    parent = reference(names.of(above), above.text) if above is not None else root
    record = {
        "$type": POST,
        "text": comment.text,
        "createdAt": moment(comment.at),
        "reply": {"root": root, "parent": parent},
    }
    view = _view(names.of(comment), record, person(account, comment.author), comment.at)
    view["likeCount"] = len(comment.likes)
    view["replyCount"] = sum(1 for one in comment.replies if not one.deleted)
    if account.page_id in comment.likes:
        view["viewer"] = {"like": f"at://{account.page_id}/app.bsky.feed.like/{comment.id}"}
    return view


def _view(uri: str, record: Json, author: Json, at: float) -> Json:
    return {
        **reference(uri, record["text"]),
        "author": author,
        "record": record,
        "replyCount": 0,
        "repostCount": 0,
        "likeCount": 0,
        "quoteCount": 0,
        "indexedAt": moment(at),
        "viewer": {},
        "labels": [],
    }


def talk_id(author: Author) -> str:
    """Return the id of the conversation with a person, begun or not."""
    return f"talk{author.id}"


def revision(number: int) -> str:
    """Return a revision of the log of messages: texts that grow with the number."""
    return key_of(number)


def view_of_message(account: Account, talk: Conversation, message: Message) -> Json:
    """Return a private message."""
    sender = brand(account) if message.from_brand else talk.person
    return {
        "$type": "chat.bsky.convo.defs#messageView",
        "id": message.id,
        "rev": revision(message.number),
        "text": message.text,
        "sender": {"did": identity(account, sender)},
        "sentAt": moment(message.at),
    }


def view_of_talk(account: Account, author: Author, talk: Conversation | None) -> Json:
    """Return a conversation. One that the brand never wrote in stands as a request."""
    messages = talk.messages if talk is not None else []
    is_answered = not messages or any(one.from_brand for one in messages)
    view: Json = {
        "id": talk_id(author),
        "rev": revision(messages[-1].number if messages else 0),
        "members": [person(account, brand(account)), person(account, author)],
        "muted": False,
        "status": "accepted" if is_answered else "request",
        "unreadCount": 0,
    }
    if talk is not None and messages:
        view["lastMessage"] = view_of_message(account, talk, messages[-1])
    return view
