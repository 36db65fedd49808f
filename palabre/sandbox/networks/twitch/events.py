"""What happens on the square, as EventSub tells it.

Shapes: Twitch's EventSub reference and its socket's messages.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from palabre.sandbox import facts
from palabre.sandbox.facts import AnyFact, Author
from palabre.sandbox.settings import Account, username
from palabre.sandbox.world import Comment

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
Event = tuple[Account, str, Json]
HELD_FOR = ("http://", "https://")
"""What AutoMod holds on the square: every link."""


def moment(at: float) -> str:
    """Return a time as Twitch writes it, with nine digits of a second."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"


def is_held(text: str) -> bool:
    """Say whether AutoMod keeps a message back."""
    return any(one in text for one in HELD_FOR)


def channel(account: Account) -> Json:
    """Return the channel as every event names it."""
    return _named("broadcaster_user", Author(account.page_id, account.name))


def _named(prefix: str, who: Author) -> Json:
    login = username(who.name).replace(".", "_")
    return {f"{prefix}_id": who.id, f"{prefix}_login": login, f"{prefix}_name": who.name}


def message(square: Square, account: Account, comment: Comment) -> Json:
    """Return a chat message."""
    parent = square.world.comments.get(comment.parent or "")
    return {
        **channel(account),
        **_named("chatter_user", comment.author),
        "message_id": comment.id,
        "message": _words(comment.text),
        "message_type": "text",
        "badges": [],
        "color": "",
        "cheer": None,
        "reply": _reply(parent) if parent is not None else None,
        "channel_points_custom_reward_id": None,
        "source_broadcaster_user_id": None,
    }


def _words(text: str) -> Json:
    fragment = {"type": "text", "text": text, "cheermote": None, "emote": None, "mention": None}
    return {"text": text, "fragments": [fragment]}


def _reply(parent: Comment) -> Json:
    return {
        "parent_message_id": parent.id,
        "parent_message_body": parent.text,
        **_named("parent_user", parent.author),
        "thread_message_id": parent.id,
        **_named("thread_user", parent.author),
    }


def hold(account: Account, comment: Comment, status: str = "") -> Json:
    """Return a message that AutoMod holds, or with a status what became of it."""
    told = {
        **channel(account),
        **_named("user", comment.author),
        "message_id": comment.id,
        "message": _words(comment.text),
        "reason": "blocked_term",
        "automod": None,
        "blocked_term": {"terms_found": []},
        "held_at": moment(comment.at),
    }
    if not status:
        return told
    moderator = Author(account.page_id, account.name)
    return told | _named("moderator_user", moderator) | {"status": status}


def of_fact(square: Square, fact: AnyFact) -> list[Event]:
    """Return the events of what has just happened, for the channel it happened in."""
    if isinstance(fact, facts.MessageSent):
        account = square.configuration.accounts.get(fact.account)
        if account is None or fact.from_brand:
            return []
        return [(account, "user.whisper.message", _whisper(account, fact))]
    if not isinstance(fact, facts.CommentWritten | facts.CommentDeleted | facts.CommentHidden):
        return []
    comment = square.world.comments.get(fact.id)
    account = square.configuration.accounts.get(comment.account) if comment else None
    if comment is None or account is None:
        return []
    return [(account, type, event) for type, event in _of_comment(square, account, comment, fact)]


def _of_comment(
    square: Square, account: Account, comment: Comment, fact: AnyFact
) -> list[tuple[str, Json]]:
    chat = "channel.chat.message"
    if isinstance(fact, facts.CommentWritten):
        if is_held(comment.text) and comment.author.id != account.page_id:
            return [("automod.message.hold", hold(account, comment))]
        return [(chat, message(square, account, comment))]
    if isinstance(fact, facts.CommentHidden):
        if fact.hidden:
            return []
        approved = hold(account, comment, "approved")
        return [("automod.message.update", approved), (chat, message(square, account, comment))]
    if comment.hidden:
        return [("automod.message.update", hold(account, comment, "denied"))]
    gone = {**channel(account), **_named("target_user", comment.author), "message_id": comment.id}
    return [("channel.chat.message_delete", gone)]


def _whisper(account: Account, sent: facts.MessageSent) -> Json:
    return {
        **_named("from_user", sent.person),
        **_named("to_user", Author(account.page_id, account.name)),
        "whisper_id": sent.id,
        "whisper": {"text": sent.text},
    }


def frame(kind: str, payload: Json, *, at: float, type: str = "") -> Json:
    """Return one message of the socket."""
    metadata = {
        "message_id": str(uuid.uuid4()),
        "message_type": kind,
        "message_timestamp": moment(at),
    }
    if type:
        metadata |= {"subscription_type": type, "subscription_version": "1"}
    return {"metadata": metadata, "payload": payload}
