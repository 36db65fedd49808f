"""Instagram: the comments webhook, message echoes, and comments as Graph reads them.

Shapes: Meta's Graph webhooks reference (instagram) and the Instagram Platform's examples.
Instagram tells nothing when a comment is edited, hidden or deleted.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from palabre.sandbox.facts import Verb
from palabre.sandbox.graph.people import scoped
from palabre.sandbox.graph.twin import GraphTwin
from palabre.sandbox.networks.contract import Json, stamp, standing
from palabre.sandbox.settings import Account, username
from palabre.sandbox.world import Comment, Post

FIRST_COMMENT = 17_900_000_000_000_000


class Instagram(GraphTwin):
    """Instagram accounts."""

    name = "instagram"
    title = "Instagram"
    can_edit = False
    tells_removals = False
    OBJECT = "instagram"
    TEXT = "text"
    REPLIES = "replies"
    COMMENT_FIELDS: tuple[str, ...] = ("timestamp", "text", "id")
    POST_FIELDS: tuple[str, ...] = ("id",)
    NEWEST_FIRST = True
    EVENTS = frozenset({"feed", "comments", "live_comments", "messages", "mentions"})
    OUTSIDE_WINDOW: tuple[str, int] = ("This message is sent outside of allowed window.", 2534022)

    def comment_id(self, post: str, number: int) -> str:
        """Return a number of 17 digits, as text."""
        return str(FIRST_COMMENT + number)

    def message_id(self, number: int) -> str:
        """Return an Instagram message id."""
        return "aWdf" + urlsafe_b64encode(f"square:{number:012d}".encode()).decode().rstrip("=")

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return one item of the `comments` field, None for anything but a new comment."""
        if verb != "add":
            return None
        value: Json = {
            "id": comment.id,
            "text": comment.text,
            "from": {
                "id": comment.author.id,
                "username": self._username(account, comment),
                "self_ig_scoped_id": scoped(comment.author.id),
            },
            "media": {"id": comment.post, "media_product_type": "FEED"},
        }
        if comment.parent:
            value["parent_id"] = comment.parent
        return {"field": "comments", "value": value}

    def echo(self, message: Json, metadata: str) -> Json:
        """Return the message as an echo, with its metadata if any."""
        told = {**message, "is_echo": True}
        return {**told, "metadata": metadata} if metadata else told

    def comment_node(self, account: Account, comment: Comment) -> Json:
        """Return the fields of Graph's IG Comment node."""
        name = self._username(account, comment)
        node: Json = {
            "id": comment.id,
            "text": comment.text,
            "timestamp": stamp(comment.at),
            "username": name,
            "from": {"id": comment.author.id, "username": name},
            "media": {"id": comment.post, "media_product_type": "FEED"},
            "hidden": comment.hidden,
            "like_count": len(comment.likes),
        }
        if comment.parent:
            node["parent_id"] = comment.parent
        return node

    def post_node(self, post: Post, text: str, picture: str) -> Json:
        """Return the fields of Graph's IG Media node."""
        return {
            "id": post.id,
            "caption": text,
            "timestamp": stamp(post.at),
            "permalink": f"https://www.instagram.com/p/{post.id}/",
            "media_type": "IMAGE",
            "like_count": len(post.likes),
            "comments_count": len(standing(post)),
            **({"media_url": picture} if picture else {}),
        }

    def _username(self, account: Account, comment: Comment) -> str:
        own = comment.author.id == account.page_id
        return account.username if own else username(comment.author.name)
