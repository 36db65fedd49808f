"""What a network's file offers, and the few things both networks write the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from palabre.sandbox.facts import Verb
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment, Post

Json = dict[str, Any]


class Network(Protocol):
    """How one network names things and writes them down."""

    OBJECT: str
    TEXT: str
    REPLIES: str
    COMMENT_FIELDS: tuple[str, ...]
    POST_FIELDS: tuple[str, ...]
    OUTSIDE_WINDOW: tuple[str, int]
    NEWEST_FIRST: bool

    def comment_id(self, post: str, number: int) -> str:
        """Return the id of the comment with this number."""
        ...

    def message_id(self, number: int) -> str:
        """Return the id of the private message with this number."""
        ...

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return the webhook's `changes` item, None where the network tells nothing."""
        ...

    def echo(self, message: Json, metadata: str) -> Json:
        """Return a message of the brand as the webhook repeats it."""
        ...

    def comment_node(self, account: Account, comment: Comment) -> Json:
        """Return the comment with every field that Graph can be asked for."""
        ...

    def post_node(self, post: Post, text: str, picture: str) -> Json:
        """Return the post likewise; `picture` is the address of its picture, or empty."""
        ...


def standing(post: Post) -> list[Comment]:
    """Return a post's comments and answers that were not deleted."""
    return [comment for comment in post.comments if not comment.deleted]


def stamp(at: float) -> str:
    """Return a time as Graph writes it: 2026-01-31T10:00:00+0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
