"""What the brand's desk does through Graph: answer, hide, delete, like, write in private.

Each act is done, remembered in the log of acts, and echoed to the desk as the networks do.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from palabre.sandbox import facts, networks
from palabre.sandbox.facts import Author, Deed, Outgoing
from palabre.sandbox.graph.errors import GraphError, blocked, duplicate, invalid, window
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

DAY = 86_400.0
SAME_TEXT_SECONDS = 600.0
ANSWERED_SUBCODE = 2018292
REMOVED_TAG_SUBCODE = 1893061


def reply(
    square: Square, account: Account, parent: Comment, text: str, *, now: float, key: str = ""
) -> Comment:
    """Answer a comment publicly. An answer to an answer joins the same thread."""
    if not text:
        raise invalid("(#100) The parameter message is required")
    thread = square.world.comments.get(parent.parent or "", parent)
    if square.world.weather(account.key).refuse_duplicates:
        for other in thread.replies:
            same = other.author.id == account.page_id and other.text == text
            if same and not other.deleted and now - other.at < SAME_TEXT_SECONDS:
                raise duplicate()
    number = square.next_number()
    written = facts.CommentWritten(
        id=networks.of(account).comment_id(parent.post, number),
        number=number,
        account=account.key,
        post=parent.post,
        author=Author(account.page_id, account.name),
        text=text,
        at=now,
        parent=thread.id,
    )
    square.record(written)
    comment = square.world.comments[written.id]
    square.owe_comment(account, comment, "add")
    note(square, account, Deed("reply", parent.id, written.id, text, key), now=now)
    return comment


def set_hidden(
    square: Square, account: Account, comment: Comment, *, hidden: bool, now: float
) -> None:
    """Hide a comment, or show it again; only a change is told to the desk."""
    if comment.author.id == account.page_id:
        raise GraphError(403, "(#200) You cannot hide a comment of the page itself", 200)
    if comment.hidden is not hidden:
        square.record(facts.CommentHidden(id=comment.id, hidden=hidden, at=now))
        square.owe_comment(account, comment, "hide" if hidden else "unhide")
    verb = "hide" if hidden else "unhide"
    note(square, account, Deed(verb, comment.id, comment.id), now=now)


def delete(square: Square, account: Account, comment: Comment, *, now: float) -> None:
    """Delete a comment for good."""
    square.record(facts.CommentDeleted(id=comment.id, by="brand", at=now))
    square.owe_comment(account, comment, "remove")
    note(square, account, Deed("delete", comment.id, comment.id), now=now)


def like(square: Square, account: Account, comment: Comment, *, liked: bool, now: float) -> None:
    """Like a comment as the page, or no longer."""
    if (account.page_id in comment.likes) is not liked:
        square.record(facts.CommentLiked(id=comment.id, who=account.page_id, liked=liked))
    verb = "like" if liked else "unlike"
    note(square, account, Deed(verb, comment.id, comment.id), now=now)


def message(square: Square, account: Account, person: str, words: Outgoing, *, now: float) -> str:
    """Write to a person in private, within the window; return the message's id."""
    talk = square.world.conversations.get((account.key, person))
    if talk is None:
        raise invalid("(#100) No matching user found", subcode=2018001)
    _check_window(account, talk.last_from_person, words.tag, now=now)
    sent = send_message(square, account, talk.person, words, comment=None, now=now)
    deed = Deed("message", person, sent.id, words.text, words.metadata)
    note(square, account, deed, now=now)
    return sent.id


def private_reply(
    square: Square, account: Account, comment: Comment, words: Outgoing, *, now: float
) -> tuple[str, str]:
    """Answer a comment in private, once and within 7 days; return the person and the message.

    The networks' public pages do not give the code of a second private reply: 100/2018292 is
    this square's own choice.
    """
    if comment.answered_privately:
        raise invalid("(#100) This comment was already replied to", subcode=ANSWERED_SUBCODE)
    if comment.author.id == account.page_id:
        raise invalid("(#100) A page cannot send a private reply to itself")
    if now - comment.at > 7 * DAY:
        raise window(account)
    sent = send_message(square, account, comment.author, words, comment=comment.id, now=now)
    deed = Deed("private_reply", comment.id, sent.id, words.text, words.metadata)
    note(square, account, deed, now=now)
    return comment.author.id, sent.id


def note(square: Square, account: Account, deed: Deed, *, now: float) -> None:
    """Remember an act of the desk, so that nobody needs to guess what was done how often."""
    number = square.world.act_number + 1
    square.record(facts.ActDone(number=number, account=account.key, at=now, deed=deed))


def last_done(square: Square, account: Account, object: str, verbs: Collection[str]) -> str:
    """Return which of some verbs the desk did last to a thing or a person; empty when none."""
    return next(
        (
            act.deed.verb
            for act in reversed(square.world.acts)
            if (act.account, act.deed.object) == (account.key, object) and act.deed.verb in verbs
        ),
        "",
    )


def check_not_blocked(square: Square, account: Account) -> None:
    """Refuse a write while the fault `blocked_next` asks for it."""
    if square.take_one(account.key, "blocked_next"):
        raise blocked()


def _check_window(account: Account, last: float | None, tag: str, *, now: float) -> None:
    if tag not in ("", "HUMAN_AGENT"):
        raise invalid("Invalid parameter", subcode=REMOVED_TAG_SUBCODE)
    longest = 7 * DAY if tag == "HUMAN_AGENT" else DAY
    if last is None or now - last > longest:
        raise window(account)


def send_message(
    square: Square,
    account: Account,
    person: Author,
    words: Outgoing,
    *,
    comment: str | None,
    now: float,
) -> facts.MessageSent:
    """Send a private message, whatever a network allows; return it."""
    if not words.text:
        raise invalid("(#100) Empty text")
    number = square.next_number()
    sent = facts.MessageSent(
        id=networks.of(account).message_id(number),
        number=number,
        account=account.key,
        person=person,
        text=words.text,
        at=now,
        from_brand=True,
        comment=comment,
    )
    square.record(sent)
    last = square.world.conversations[account.key, person.id].messages[-1]
    square.owe_message(account, person.id, last, words.metadata)
    return sent
