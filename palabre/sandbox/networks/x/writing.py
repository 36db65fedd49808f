"""What X does for the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Author, Deed, Outgoing
from palabre.sandbox.networks.x import entities
from palabre.sandbox.networks.x.reading import Take, counted, find, problem, write
from palabre.sandbox.world import Comment

Json = dict[str, Any]
MOST_LETTERS = 280
MOST_HIDDEN = 725
ID = re.compile(r"[0-9]{1,19}")


def post(knock: Knock) -> Json:
    """Write a post that answers another: only one whose author summoned the brand."""
    text, parent = knock.text("text"), (knock.content.get("reply") or {})
    if set(knock.content) - {"text", "reply"} or set(parent) != {"in_reply_to_tweet_id"}:
        raise _invalid("One or more parameters to your request was invalid.")
    id = parent["in_reply_to_tweet_id"]
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise _invalid("$.reply.in_reply_to_tweet_id: does not match the pattern ^[0-9]{1,19}$")
    if not text.strip() or len(text) > MOST_LETTERS:
        raise _invalid("Your Tweet text is too long, or there is none.")
    answered = find(knock, id)
    if not isinstance(answered, Comment):
        raise _forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    if not _summons(knock, answered):
        raise _forbidden("Reply to this conversation is not allowed: you were not mentioned.")
    if _is_copy(answered, knock, text):
        raise _forbidden("You are not allowed to create a Tweet with duplicate content.")
    made = brand.reply(knock.square, knock.account, answered, text, now=knock.now)
    return {"data": {"id": made.id, "text": text, "edit_history_tweet_ids": [made.id]}}


def _summons(knock: Knock, answered: Comment) -> bool:
    told = write(knock.square, knock.account, answered)
    named = [one["id"] for one in told["entities"]["mentions"]]
    return knock.account.page_id in named or answered.author.id == knock.account.page_id


def _is_copy(answered: Comment, knock: Knock, text: str) -> bool:
    top = knock.square.world.comments.get(answered.parent or "", answered)
    return any(
        one.author.id == knock.account.page_id and one.text == text and not one.deleted
        for one in top.replies
    )


def hide(knock: Knock) -> Json:
    """Hide a reply, or show it again; the same twice changes nothing."""
    hidden, found = knock.content.get("hidden"), find(knock, knock.part("id"))
    if not isinstance(hidden, bool):
        raise _invalid("$.hidden: is missing but it is required")
    if not isinstance(found, Comment) or found.author.id == knock.account.page_id:
        raise _forbidden("You are not the author of the conversation of this reply.")
    others = knock.square.world.posts[found.post].comments
    if hidden and not found.hidden and sum(one.hidden for one in others) >= MOST_HIDDEN:
        raise _forbidden("You have reached the limit of hidden replies in this conversation.")
    brand.set_hidden(knock.square, knock.account, found, hidden=hidden, now=knock.now)
    return {"data": {"hidden": hidden}}


def delete(knock: Knock) -> Json:
    """Delete one of the brand's own posts."""
    found = find(knock, knock.part("id"))
    if not isinstance(found, Comment) or found.author.id != knock.account.page_id:
        raise _forbidden("You are not allowed to delete this Tweet.")
    brand.delete(knock.square, knock.account, found, now=knock.now)
    return {"data": {"deleted": True}}


def message(knock: Knock) -> Json:
    """Write to a person in private; on the square everybody takes messages."""
    text, person = knock.text("text"), _person(knock, knock.part("person"))
    if not text.strip():
        raise _invalid("$.text: must be at least 1 characters long")
    sent = brand.send_message(
        knock.square, knock.account, person, Outgoing(text), comment=None, now=knock.now
    )
    deed = Deed("message", person.id, sent.id, text)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    talk = entities.conversation_id(knock.account, person.id)
    return {"data": {"dm_conversation_id": talk, "dm_event_id": sent.id}}


def _person(knock: Knock, id: str) -> Author:
    world = knock.square.world
    talk = world.conversations.get((knock.account.key, id))
    if talk is not None:
        return talk.person
    for comment in world.comments.values():
        if comment.account == knock.account.key and comment.author.id == id:
            return comment.author
    raise _forbidden("You cannot send messages to this user.")


def mute(knock: Knock) -> Json:
    """Mute a person."""
    person = knock.text("target_user_id")
    if not ID.fullmatch(person):
        raise _invalid("$.target_user_id: does not match the pattern ^[0-9]{1,19}$")
    _note(knock, "mute", person)
    return {"data": {"muting": True}}


def unmute(knock: Knock) -> Json:
    """Mute a person no more."""
    _note(knock, "unmute", knock.part("person"))
    return {"data": {"muting": False}}


def block_messages(knock: Knock) -> Json:
    """Take no messages from a person."""
    _note(knock, "ban", knock.part("id"))
    return {"data": {"blocked": True}}


def unblock_messages(knock: Knock) -> Json:
    """Take messages from a person again."""
    _note(knock, "unban", knock.part("id"))
    return {"data": {"blocked": False}}


def _note(knock: Knock, verb: str, person: str) -> None:
    brand.note(knock.square, knock.account, Deed(verb, person, person), now=knock.now)


def _invalid(detail: str) -> Refusal:
    return Refusal(400, problem(400, "Invalid Request", detail, "invalid-request"))


def _forbidden(detail: str) -> Refusal:
    return Refusal(403, problem(403, "Forbidden", detail))


def table(take: Take) -> Iterable[tuple[str, str, Answering]]:
    """Return the calls that write."""
    people = "/2/users/{id}/muting"
    return (
        ("POST", "/2/tweets", counted(take, "posts", 100, post)),
        ("DELETE", "/2/tweets/{id}", delete),
        ("PUT", "/2/tweets/{id}/hidden", counted(take, "hiding", 50, hide)),
        (
            "POST",
            "/2/dm_conversations/with/{person}/messages",
            counted(take, "messages", 15, message),
        ),
        ("POST", people, counted(take, "muting", 50, mute)),
        ("DELETE", people + "/{person}", counted(take, "unmuting", 50, unmute)),
        ("POST", "/2/users/{id}/dm/block", block_messages),
        ("POST", "/2/users/{id}/dm/unblock", unblock_messages),
    )
