"""Facebook: the feed webhook, Messenger's echoes, and comments as Graph reads them.

Shapes: Meta's Graph webhooks reference (page, feed) and the Messenger Platform's `message_echoes`.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from palabre.sandbox.facts import Verb
from palabre.sandbox.graph.twin import GraphTwin
from palabre.sandbox.networks.contract import Json, stamp, standing
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment, Post

APP_ID = 2026110021


class Facebook(GraphTwin):
    """Facebook pages and Messenger."""

    name = "facebook"
    title = "Facebook"
    OBJECT = "page"
    TEXT = "message"
    REPLIES = "comments"
    COMMENT_FIELDS: tuple[str, ...] = ("created_time", "from", "message", "id")
    POST_FIELDS: tuple[str, ...] = ("created_time", "message", "id")
    NEWEST_FIRST = False
    EVENTS = frozenset(
        {"feed", "messages", "message_echoes", "message_edits", "message_reads", "mention"}
    )
    OUTSIDE_WINDOW: tuple[str, int] = (
        "(#10) This message is sent outside of allowed window. Learn more about the new policy "
        "here: https://developers.facebook.com/docs/messenger-platform/policy-overview",
        2018278,
    )

    def comment_id(self, post: str, number: int) -> str:
        """Return `<post number>_<comment number>`."""
        return f"{post.rpartition('_')[2]}_{number}"

    def message_id(self, number: int) -> str:
        """Return a Messenger id, `m_` and letters."""
        return "m_" + urlsafe_b64encode(f"square:{number:012d}".encode()).decode().rstrip("=")

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json:
        """Return one item of the feed. `created_time` is the comment's, not the event's."""
        value: Json = {
            "item": "comment",
            "verb": verb,
            "from": {"id": comment.author.id, "name": comment.author.name},
            "post_id": comment.post,
            "comment_id": comment.id,
            "parent_id": comment.parent or comment.post,
            "created_time": int(comment.at),
        }
        if verb != "remove":
            number = comment.post.rpartition("_")[2]
            value["message"] = comment.text
            value["post"] = {
                "status_type": "added_photos",
                "is_published": True,
                "id": comment.post,
                "permalink_url": f"https://www.facebook.com/{account.page_id}/posts/{number}",
            }
        return {"field": "feed", "value": value}

    def echo(self, message: Json, metadata: str) -> Json:
        """Return the message as an echo: with the app that sent it, and its metadata if any."""
        told = {**message, "is_echo": True, "app_id": APP_ID}
        return {**told, "metadata": metadata} if metadata else told

    def comment_node(self, account: Account, comment: Comment) -> Json:
        """Return the fields of Graph's Comment node."""
        own = comment.author.id == account.page_id
        node: Json = {
            "id": comment.id,
            "message": comment.text,
            "created_time": stamp(comment.at),
            "from": {"name": comment.author.name, "id": comment.author.id},
            "is_hidden": comment.hidden,
            "can_hide": not own,
            "can_remove": True,
            "can_comment": True,
            "can_like": True,
            "can_reply_privately": not own and not comment.answered_privately,
            "user_likes": account.page_id in comment.likes,
            "like_count": len(comment.likes),
            "comment_count": sum(1 for reply in comment.replies if not reply.deleted),
            "permalink_url": f"https://www.facebook.com/{comment.post}?comment_id={comment.id}",
        }
        if comment.parent:
            node["parent"] = {"id": comment.parent}
        return node

    def post_node(self, post: Post, text: str, picture: str) -> Json:
        """Return the fields of Graph's Page Post node. Nobody shares posts on the square."""
        return {
            "id": post.id,
            "message": text,
            "created_time": stamp(post.at),
            "permalink_url": f"https://www.facebook.com/{post.id}",
            "reactions": {"data": [], "summary": {"total_count": len(post.likes)}},
            "comments": {"data": [], "summary": {"total_count": len(standing(post))}},
            **({"full_picture": picture} if picture else {}),
        }
