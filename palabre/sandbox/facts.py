"""What happens on the square, one struct per kind: the lines of its journal."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from palabre.sandbox.faults import Faults

Verb = Literal["add", "edited", "remove", "hide", "unhide"]
Channel = Literal["changes", "messaging"]


class Author(msgspec.Struct, frozen=True):
    """Who writes: a visitor, or the page itself (then `id` is the page's id)."""

    id: str
    name: str


class Outgoing(msgspec.Struct, frozen=True):
    """What the brand sends in private: `tag` stretches the window, `metadata` comes back."""

    text: str
    metadata: str = ""
    tag: str = ""


class Deed(msgspec.Struct, frozen=True):
    """An act of the desk: what it did to which object, and the id that came of it."""

    verb: str
    object: str
    result: str
    text: str = ""
    metadata: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="fact", omit_defaults=True):
    """Something that happened. Times are seconds since 1970, with fractions."""


class PostSeen(Fact, tag="post", frozen=True):
    """A post of the configuration was seen for the first time."""

    id: str
    account: str
    at: float


class PostLiked(Fact, tag="like_post", frozen=True):
    """Someone likes a post, or no longer does."""

    id: str
    who: str
    liked: bool


class CommentWritten(Fact, tag="comment", frozen=True):
    """Someone wrote under a post, or under another comment."""

    id: str
    number: int
    account: str
    post: str
    author: Author
    text: str
    at: float
    parent: str | None = None
    chatter: bool = False


class CommentEdited(Fact, tag="edit", frozen=True):
    """The author changed the text."""

    id: str
    text: str
    at: float


class CommentHidden(Fact, tag="hide", frozen=True):
    """The brand hid the comment, or showed it again."""

    id: str
    hidden: bool
    at: float


class CommentDeleted(Fact, tag="delete", frozen=True):
    """The comment was taken away by its author or by the brand."""

    id: str
    by: Literal["visitor", "brand"]
    at: float


class CommentLiked(Fact, tag="like", frozen=True):
    """Someone liked the comment, or no longer does."""

    id: str
    who: str
    liked: bool


class CommentForgotten(Fact, tag="forget", frozen=True):
    """An old comment of the chatter was let go, so that memory stays small."""

    id: str


class MessageSent(Fact, tag="message", frozen=True):
    """A private message between a person and the brand."""

    id: str
    number: int
    account: str
    person: Author
    text: str
    at: float
    from_brand: bool = False
    comment: str | None = None


class ActDone(Fact, tag="act", frozen=True):
    """The desk wrote something through the Graph API, and it was done."""

    number: int
    account: str
    at: float
    deed: Deed


class FaultsSet(Fact, tag="faults", frozen=True):
    """The faults of one account, or of all when `account` is "*"."""

    account: str
    faults: Faults


class Subscribed(Fact, tag="subscribe", frozen=True):
    """The desk asked for an account's events under a name; with None it wants them no more."""

    account: str
    name: str
    told: dict[str, Any] | None


class EventOwed(Fact, tag="owe", frozen=True):
    """A webhook event that the desk has not acknowledged yet."""

    number: int
    account: str
    channel: Channel
    at: float
    value: dict[str, Any]


class EventsSettled(Fact, tag="settle", frozen=True):
    """Events the desk acknowledged, or that grew too old."""

    numbers: list[int]


class Counted(Fact, tag="count", frozen=True):
    """How far the numbers had gone: kept when the journal is compacted."""

    objects: int
    acts: int
    events: int


AnyFact = (
    PostSeen
    | PostLiked
    | CommentWritten
    | CommentEdited
    | CommentHidden
    | CommentDeleted
    | CommentLiked
    | CommentForgotten
    | MessageSent
    | ActDone
    | FaultsSet
    | Subscribed
    | EventOwed
    | EventsSettled
    | Counted
)
