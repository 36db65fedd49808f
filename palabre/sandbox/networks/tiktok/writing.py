"""What TikTok does for the desk."""

from __future__ import annotations

from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock
from palabre.sandbox.facts import Deed, Outgoing
from palabre.sandbox.networks.tiktok.reading import (
    check_own,
    find,
    find_talk,
    fine,
    refusal,
    required,
)
from palabre.sandbox.world import Comment, Conversation

Json = dict[str, Any]
MOST_LETTERS = 150
MOST_IN_A_MESSAGE = 6000
WINDOW = 48 * 3600.0
MOST_MESSAGES = 10


def reply(knock: Knock) -> Json:
    """Answer a comment."""
    answered, text = _comment(knock), required(knock, "text")
    if len(text) > MOST_LETTERS:
        raise refusal(40002, "text: Longer than maximum length 150.")
    made = brand.reply(knock.square, knock.account, answered, text, now=knock.now)
    return fine({"comment_id": made.id, "video_id": made.post, "text": text})


def _comment(knock: Knock) -> Comment:
    """Return the comment of an act; its video must be named too."""
    check_own(knock)
    video, found = required(knock, "video_id"), find(knock)
    if found.post != video:
        raise refusal(40002, "The comment is not under this video.")
    return found


def hide(knock: Knock) -> Json:
    """Hide a comment of others, or show it again."""
    found, action = _comment(knock), required(knock, "action")
    if action not in {"HIDE", "UNHIDE"}:
        raise refusal(40002, "action: Must be one of HIDE, UNHIDE.")
    if found.author.id == knock.account.page_id:
        raise refusal(40002, "You cannot hide your own comment.")
    hidden = action == "HIDE"
    brand.set_hidden(knock.square, knock.account, found, hidden=hidden, now=knock.now)
    return fine({})


def like(knock: Knock) -> Json:
    """Like a comment, or no longer."""
    check_own(knock)
    liked = required(knock, "action") == "LIKE"
    brand.like(knock.square, knock.account, find(knock), liked=liked, now=knock.now)
    return fine({})


def pin(knock: Knock) -> Json:
    """Pin a comment, or no longer."""
    found, verb = _comment(knock), required(knock, "action").lower()
    brand.note(knock.square, knock.account, Deed(verb, found.id, found.id), now=knock.now)
    return fine({})


def delete(knock: Knock) -> Json:
    """Delete one of the account's own comments."""
    check_own(knock)
    found = find(knock)
    if found.author.id != knock.account.page_id:
        raise refusal(40001, "You can only delete comments of your own.")
    brand.delete(knock.square, knock.account, found, now=knock.now)
    return fine({})


def send(knock: Knock) -> Json:
    """Write in a conversation: within 48 hours of the person's last message, ten times."""
    check_own(knock)
    if (knock.text("recipient_type"), knock.text("message_type")) != ("CONVERSATION", "TEXT"):
        raise refusal(40002, "recipient_type: Must be CONVERSATION.")
    talk = find_talk(knock, required(knock, "recipient"))
    told = knock.content.get("text")
    text = str(told.get("body", "")) if isinstance(told, dict) else ""
    if not text or len(text) > MOST_IN_A_MESSAGE:
        raise refusal(40002, "text.body: Missing data, or longer than 6000.")
    _check_rules(talk, knock.now)
    sent = brand.send_message(
        knock.square, knock.account, talk.person, Outgoing(text), comment=None, now=knock.now
    )
    deed = Deed("message", talk.person.id, sent.id, text)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    return fine({"message": {"message_id": sent.id}})


def _check_rules(talk: Conversation, now: float) -> None:
    since = talk.last_from_person
    ours = [one for one in talk.messages if one.from_brand and one.at >= (since or 0.0)]
    if since is None or now - since > WINDOW or len(ours) >= MOST_MESSAGES:
        raise refusal(40064, "The message is not allowed by the rules on direct messages.")


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("POST", "business/comment/reply/create/", reply),
    ("POST", "business/comment/hide/", hide),
    ("POST", "business/comment/like/", like),
    ("POST", "business/comment/pin/", pin),
    ("POST", "business/comment/delete/", delete),
    ("POST", "business/message/send/", send),
)
