"""What visitors do: write, answer, edit, delete, like, and send private messages."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from typing import Annotated

import msgspec

from palabre.sandbox import facts, networks
from palabre.sandbox.facts import Author, EventOwed
from palabre.sandbox.settings import Account
from palabre.sandbox.square import Square
from palabre.sandbox.world import Comment, Post

CHATTER_KEPT = 5_000
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Refused(Exception):  # noqa: N818 - it is not an error of the program.
    """What a visitor asked cannot be done. The sentence says why; `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        """Keep the sentence and the status."""
        super().__init__(sentence)
        self.status = status


class Visitor(msgspec.Struct, frozen=True):
    """Who writes. Without an id, the same name on the same page is the same person."""

    name: Name
    id: Annotated[str, msgspec.Meta(max_length=40)] = ""

    def on(self, account: Account) -> Author:
        """Return the visitor as this page knows them: ids are scoped to a page."""
        if self.id == account.page_id:
            raise Refused("A visitor cannot write as the page itself.", 403)
        digest = hashlib.sha256(f"{account.page_id}:{self.name}".encode()).digest()
        made = str(2 * 10**16 + int.from_bytes(digest[:8]) % 10**16)
        return Author(self.id or made, self.name)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A comment to write. `parent` answers a comment; `at` backdates, in seconds since 1970."""

    post: str
    author: Visitor
    text: Text
    parent: str | None = None
    at: float | None = None


def find_account(square: Square, key: str) -> Account:
    """Return an account by its key; Refused 404 when there is none."""
    square.refresh()
    account = square.configuration.accounts.get(key)
    if account is None:
        raise Refused(f"There is no account {key!r} on the square.", 404)
    return account


def find_comment(square: Square, identifier: str) -> Comment:
    """Return a comment that still stands; Refused 404 when there is none."""
    comment = square.world.comments.get(identifier)
    if comment is None or comment.deleted:
        raise Refused("This comment does not exist, or no longer does.", 404)
    return comment


def comment(square: Square, account: Account, words: Words, *, chatter: bool = False) -> Comment:
    """Write a comment, and owe the desk its webhook."""
    _check(square, account, words)
    written = _write(square, account, words, chatter=chatter)
    square.owe_comment(account, written, "add")
    square.commit()
    return written


def comment_many(
    square: Square,
    account: Account,
    items: list[Words],
    *,
    duplicate: float = 0.0,
    shuffle: bool = False,
) -> list[str]:
    """Write many comments at once; their webhooks may be doubled and shuffled.

    An item whose parent is `#3` answers the fourth item of the same batch.
    """
    for place, words in enumerate(items):
        _check(square, account, words, place=place)
    written: list[Comment] = []
    for words in items:
        if words.parent is not None and words.parent.startswith("#"):
            parent = written[int(words.parent[1:])].id
            written.append(_write(square, account, msgspec.structs.replace(words, parent=parent)))
        else:
            written.append(_write(square, account, words))
    in_order = list(written)
    if shuffle:
        square.chance.shuffle(in_order)
    for event in list(_owe_all(square, account, in_order)):
        if square.chance.random() < duplicate:
            square.owe_again(event)
    square.commit()
    return [one.id for one in written]


def edit(square: Square, identifier: str, text: str) -> Comment:
    """Change the text of a comment, where the network lets its author."""
    comment = find_comment(square, identifier)
    account = find_account(square, comment.account)
    network = networks.of(account)
    if not network.can_edit:
        raise Refused(f"{network.title} has no editing: delete it and write it again.", 409)
    square.record(facts.CommentEdited(id=identifier, text=text, at=time.time()))
    square.owe_comment(account, comment, "edited")
    square.commit()
    return comment


def delete(square: Square, identifier: str) -> None:
    """Take one's own comment away. Facebook tells the desk, Instagram does not."""
    comment = find_comment(square, identifier)
    account = find_account(square, comment.account)
    square.record(facts.CommentDeleted(id=identifier, by="visitor", at=time.time()))
    square.owe_comment(account, comment, "remove")
    square.commit()


def like(square: Square, identifier: str, visitor: Visitor, *, liked: bool) -> Comment:
    """Like a comment, or no longer."""
    comment = find_comment(square, identifier)
    who = visitor.on(find_account(square, comment.account)).id
    if (who in comment.likes) is not liked:
        square.record(facts.CommentLiked(id=identifier, who=who, liked=liked))
        square.commit()
    return comment


def like_post(square: Square, identifier: str, visitor: Visitor, *, liked: bool) -> Post:
    """Like a post, or no longer."""
    post = square.world.posts.get(identifier)
    if post is None:
        raise Refused("This post does not exist.", 404)
    who = visitor.on(find_account(square, post.account)).id
    if (who in post.likes) is not liked:
        square.record(facts.PostLiked(id=identifier, who=who, liked=liked))
        square.commit()
    return post


def message(
    square: Square, account: Account, visitor: Visitor, text: str, *, at: float | None = None
) -> facts.MessageSent:
    """Send the brand a private message; `at` backdates it, in seconds since 1970."""
    if not networks.of(account).has_messages:
        raise Refused(f"Nobody writes in private on {networks.of(account).title}.", 409)
    number = square.next_number()
    sent = facts.MessageSent(
        id=networks.of(account).message_id(number),
        number=number,
        account=account.key,
        person=visitor.on(account),
        text=text,
        at=time.time() if at is None else at,
    )
    square.record(sent)
    talk = square.world.conversations[account.key, sent.person.id]
    square.owe_message(account, sent.person.id, talk.messages[-1])
    square.commit()
    return sent


def _check(square: Square, account: Account, words: Words, *, place: int = 0) -> None:
    """Refuse words that could not be written, before anything of a batch is written."""
    if words.post not in {post.id for post in account.posts}:
        raise Refused(f"{account.name} has no post {words.post!r}.", 404)
    words.author.on(account)
    parent = words.parent or words.post
    if parent != words.post and not networks.of(account).has_answers:
        raise Refused(f"Nobody answers others on {networks.of(account).title}.", 409)
    if parent.startswith("#"):
        if not (parent[1:].isdigit() and int(parent[1:]) < place):
            raise Refused(f"The parent {parent} is not before its answer in this batch.")
    elif parent != words.post and find_comment(square, parent).post != words.post:
        raise Refused("The parent comment is under another post.")


def _write(square: Square, account: Account, words: Words, *, chatter: bool = False) -> Comment:
    number = square.next_number()
    written = facts.CommentWritten(
        id=networks.of(account).comment_id(words.post, number),
        number=number,
        account=account.key,
        post=words.post,
        author=words.author.on(account),
        text=words.text,
        at=time.time() if words.at is None else words.at,
        parent=_thread(square, words),
        chatter=chatter,
    )
    square.record(written)
    while len(square.world.chatter) > CHATTER_KEPT:
        square.record(facts.CommentForgotten(id=square.world.chatter[0]))
    return square.world.comments[written.id]


def _thread(square: Square, words: Words) -> str | None:
    """Return the comment that starts the thread: an answer to an answer joins the same thread."""
    if words.parent is None or words.parent == words.post:
        return None
    parent = find_comment(square, words.parent)
    if parent.post != words.post:
        return None
    return parent.parent or parent.id


def _owe_all(square: Square, account: Account, comments: list[Comment]) -> Iterator[EventOwed]:
    for one in comments:
        event = square.owe_comment(account, one, "add")
        if event is not None:
            yield event
