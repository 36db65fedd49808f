"""How a long journal is made short again: the fewest facts that tell the same world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from palabre.sandbox import facts
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.world import Comment, Conversation, World

LARGE = 16 * 1024 * 1024
COMMENTS_KEPT = 5_000


def summarise(world: World, *, keep: int = COMMENTS_KEPT) -> Iterator[AnyFact]:
    """Give the facts that rebuild this world with its last comments.

    A comment that an undelivered event speaks of, and the parent of a kept comment, stay too.
    """
    yield facts.Counted(objects=world.objects, acts=world.act_number, events=world.event_number)
    for post in world.posts.values():
        yield facts.PostSeen(id=post.id, account=post.account, at=post.at)
        for who in post.likes:
            yield facts.PostLiked(id=post.id, who=who, liked=True)
    for comment in _kept(world, keep):
        yield from _retell(comment)
    for conversation in world.conversations.values():
        yield from _retell_conversation(conversation)
    yield from world.acts
    for account, faults in world.faults.items():
        yield facts.FaultsSet(account=account, faults=faults)
    for (account, name), told in world.subscriptions.items():
        yield facts.Subscribed(account=account, name=name, told=told)
    yield from world.owed.values()


def _kept(world: World, keep: int) -> list[Comment]:
    newest = sorted(world.comments.values(), key=lambda comment: comment.number)[-keep:]
    wanted = {comment.id for comment in newest}
    for event in world.owed.values():
        wanted.add(str(event.value.get("comment_id") or event.value.get("id")))
    for identifier in tuple(wanted):
        comment = world.comments.get(identifier)
        if comment is not None and comment.parent:
            wanted.add(comment.parent)
    kept = (world.comments[identifier] for identifier in wanted if identifier in world.comments)
    return sorted(kept, key=lambda comment: comment.number)


def _retell(comment: Comment) -> Iterator[AnyFact]:
    yield facts.CommentWritten(
        id=comment.id,
        number=comment.number,
        account=comment.account,
        post=comment.post,
        author=comment.author,
        text=comment.text,
        at=comment.at,
        parent=comment.parent,
        chatter=comment.chatter,
    )
    if comment.edited_at is not None:
        yield facts.CommentEdited(id=comment.id, text=comment.text, at=comment.edited_at)
    if comment.hidden:
        yield facts.CommentHidden(id=comment.id, hidden=True, at=comment.at)
    for who in comment.likes:
        yield facts.CommentLiked(id=comment.id, who=who, liked=True)
    if comment.deleted:
        by: Literal["visitor", "brand"] = "brand" if comment.deleted == "brand" else "visitor"
        yield facts.CommentDeleted(id=comment.id, by=by, at=comment.at)


def _retell_conversation(conversation: Conversation) -> Iterator[AnyFact]:
    for message in conversation.messages:
        yield facts.MessageSent(
            id=message.id,
            number=message.number,
            account=conversation.account,
            person=conversation.person,
            text=message.text,
            at=message.at,
            from_brand=message.from_brand,
            comment=message.comment,
        )
