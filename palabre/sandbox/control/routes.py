"""The addresses of the control API."""

from __future__ import annotations

from starlette.routing import Route

from palabre.sandbox.control import doing, looking
from palabre.sandbox.control.exchange import Answer, guarded

TABLE: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/square/health", looking.health),
    ("GET", "/square/events", looking.events),
    ("GET", "/square/api/state", looking.state),
    ("GET", "/square/api/feed", looking.feed),
    ("GET", "/square/api/posts/{post}/threads", looking.threads),
    ("GET", "/square/api/conversation", looking.conversation),
    ("GET", "/square/api/pending", looking.pending),
    ("GET", "/square/api/acts", looking.acts),
    ("POST", "/square/api/comments", doing.comment),
    ("POST", "/square/api/comments/batch", doing.comment_many),
    ("PATCH", "/square/api/comments/{id}", doing.edit),
    ("DELETE", "/square/api/comments/{id}", doing.delete),
    ("POST", "/square/api/comments/{id}/likes", doing.like),
    ("DELETE", "/square/api/comments/{id}/likes", doing.like),
    ("POST", "/square/api/posts/{id}/likes", doing.like_post),
    ("DELETE", "/square/api/posts/{id}/likes", doing.like_post),
    ("POST", "/square/api/messages", doing.message),
    ("GET", "/square/api/faults", doing.get_faults),
    ("PUT", "/square/api/faults", doing.put_faults),
    ("POST", "/square/api/token/expire", doing.expire_token),
    ("POST", "/square/api/token/renew", doing.renew_token),
    ("POST", "/square/api/sockets/cut", doing.cut),
    ("POST", "/square/api/verify", doing.verify),
)


def routes() -> list[Route]:
    """Return the control API's routes."""
    return [Route(path, guarded(act), methods=[verb]) for verb, path, act in TABLE]
