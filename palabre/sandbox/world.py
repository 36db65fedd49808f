"""The square as it stands: posts, comments, conversations, and what the desk is owed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from palabre.sandbox import facts
from palabre.sandbox.facts import AnyFact, Author
from palabre.sandbox.faults import ALL, FINE, Faults, together

ACTS_KEPT = 5_000


@dataclass(slots=True)
class Post:
    """A post, with all its comments and answers in the order they were written."""

    id: str
    account: str
    at: float
    comments: list[Comment] = field(default_factory=list)
    likes: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Comment:
    """A comment or an answer. `number` grows with time; `deleted` says by whom, if it is."""

    id: str
    number: int
    account: str
    post: str
    author: Author
    text: str
    at: float
    parent: str | None = None
    chatter: bool = False
    edited_at: float | None = None
    hidden: bool = False
    deleted: str = ""
    answered_privately: bool = False
    likes: dict[str, None] = field(default_factory=dict)
    replies: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """A private message, one way or the other."""

    id: str
    number: int
    text: str
    at: float
    from_brand: bool
    comment: str | None = None


@dataclass(slots=True)
class Conversation:
    """What one person and one brand wrote to each other."""

    id: str
    account: str
    person: Author
    messages: list[Message] = field(default_factory=list)
    last_from_person: float | None = None


def after(comments: list[Comment], number: int) -> Iterator[Comment]:
    """Give the comments written after a number, oldest first."""
    for place in range(bisect_left(comments, number + 1, key=_number), len(comments)):
        yield comments[place]


def before(comments: list[Comment], number: int) -> Iterator[Comment]:
    """Give the comments written before a number, newest first."""
    for place in range(bisect_left(comments, number, key=_number) - 1, -1, -1):
        yield comments[place]


def _number(comment: Comment) -> int:
    return comment.number


class World:
    """Everything in memory, changed by facts and by nothing else."""

    def __init__(self) -> None:
        """Begin empty."""
        self.posts: dict[str, Post] = {}
        self.comments: dict[str, Comment] = {}
        self.conversations: dict[tuple[str, str], Conversation] = {}
        self.conversation_by_id: dict[str, Conversation] = {}
        self.chatter: deque[str] = deque()
        self.acts: deque[facts.ActDone] = deque(maxlen=ACTS_KEPT)
        self.act_counts: Counter[str] = Counter()
        self.owed: dict[int, facts.EventOwed] = {}
        self.owed_by_account: Counter[str] = Counter()
        self.faults: dict[str, Faults] = {}
        self.subscriptions: dict[tuple[str, str], dict[str, Any]] = {}
        self.objects = 0
        self.act_number = 0
        self.event_number = 0
        self._changes: dict[type, Callable[[Any], None]] = {
            facts.PostSeen: self._see_post,
            facts.PostLiked: self._like_post,
            facts.CommentWritten: self._write,
            facts.CommentEdited: self._edit,
            facts.CommentHidden: self._hide,
            facts.CommentDeleted: self._delete,
            facts.CommentLiked: self._like,
            facts.CommentForgotten: self._forget,
            facts.MessageSent: self._send,
            facts.ActDone: self._act,
            facts.FaultsSet: self._set_faults,
            facts.Subscribed: self._subscribe,
            facts.EventOwed: self._owe,
            facts.EventsSettled: self._settle,
            facts.Counted: self._count,
        }

    def apply(self, fact: AnyFact) -> None:
        """Let one fact become true. What speaks of a forgotten thing changes nothing."""
        self._changes[type(fact)](fact)

    def weather(self, account: str) -> Faults:
        """Return the faults over one account, those over all included."""
        return together(self.faults.get(ALL, FINE), self.faults.get(account, FINE))

    def _see_post(self, fact: facts.PostSeen) -> None:
        self.posts.setdefault(fact.id, Post(fact.id, fact.account, fact.at))

    def _like_post(self, fact: facts.PostLiked) -> None:
        post = self.posts.get(fact.id)
        if post is not None and fact.liked:
            post.likes[fact.who] = None
        elif post is not None:
            post.likes.pop(fact.who, None)

    def _write(self, fact: facts.CommentWritten) -> None:
        self.objects = max(self.objects, fact.number)
        post = self.posts.setdefault(fact.post, Post(fact.post, fact.account, fact.at))
        comment = Comment(
            id=fact.id,
            number=fact.number,
            account=fact.account,
            post=fact.post,
            author=fact.author,
            text=fact.text,
            at=fact.at,
            parent=fact.parent,
            chatter=fact.chatter,
        )
        self.comments[fact.id] = comment
        post.comments.append(comment)
        if fact.chatter:
            self.chatter.append(fact.id)
        parent = self.comments.get(fact.parent or "")
        if parent is not None:
            parent.replies.append(comment)

    def _edit(self, fact: facts.CommentEdited) -> None:
        comment = self.comments.get(fact.id)
        if comment is not None:
            comment.text, comment.edited_at = fact.text, fact.at

    def _hide(self, fact: facts.CommentHidden) -> None:
        comment = self.comments.get(fact.id)
        if comment is not None:
            comment.hidden = fact.hidden

    def _delete(self, fact: facts.CommentDeleted) -> None:
        comment = self.comments.get(fact.id)
        if comment is not None:
            comment.deleted = fact.by

    def _like(self, fact: facts.CommentLiked) -> None:
        comment = self.comments.get(fact.id)
        if comment is None:
            return
        if fact.liked:
            comment.likes[fact.who] = None
        else:
            comment.likes.pop(fact.who, None)

    def _forget(self, fact: facts.CommentForgotten) -> None:
        if self.chatter and self.chatter[0] == fact.id:
            self.chatter.popleft()
        comment = self.comments.pop(fact.id, None)
        if comment is None:
            return
        parent = self.comments.get(comment.parent or "")
        for siblings in (self.posts[comment.post].comments, parent.replies if parent else []):
            place = bisect_left(siblings, comment.number, key=_number)
            if place < len(siblings) and siblings[place] is comment:
                del siblings[place]

    def _send(self, fact: facts.MessageSent) -> None:
        self.objects = max(self.objects, fact.number)
        place = (fact.account, fact.person.id)
        conversation = self.conversations.get(place)
        if conversation is None:
            conversation = Conversation(f"t_{fact.number}", fact.account, fact.person)
            self.conversations[place] = conversation
            self.conversation_by_id[conversation.id] = conversation
        conversation.messages.append(
            Message(fact.id, fact.number, fact.text, fact.at, fact.from_brand, fact.comment)
        )
        if not fact.from_brand:
            conversation.last_from_person = max(conversation.last_from_person or 0.0, fact.at)
        elif fact.comment in self.comments:
            self.comments[fact.comment].answered_privately = True

    def _act(self, fact: facts.ActDone) -> None:
        self.act_number = max(self.act_number, fact.number)
        self.act_counts[fact.deed.verb] += 1
        self.acts.append(fact)

    def _set_faults(self, fact: facts.FaultsSet) -> None:
        self.faults[fact.account] = fact.faults

    def _subscribe(self, fact: facts.Subscribed) -> None:
        if fact.told is None:
            self.subscriptions.pop((fact.account, fact.name), None)
        else:
            self.subscriptions[fact.account, fact.name] = fact.told

    def _owe(self, fact: facts.EventOwed) -> None:
        self.event_number = max(self.event_number, fact.number)
        self.owed[fact.number] = fact
        self.owed_by_account[fact.account] += 1

    def _settle(self, fact: facts.EventsSettled) -> None:
        for number in fact.numbers:
            event = self.owed.pop(number, None)
            if event is not None:
                self.owed_by_account[event.account] -= 1

    def _count(self, fact: facts.Counted) -> None:
        self.objects = max(self.objects, fact.objects)
        self.act_number = max(self.act_number, fact.acts)
        self.event_number = max(self.event_number, fact.events)
