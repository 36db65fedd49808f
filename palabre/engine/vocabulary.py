"""The words of the field, as values: what every room above speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a charter says of a message, from the mildest to the strictest."""

    ALLOW = "allow"
    REVIEW = "review"
    HOLD = "hold"
    HIDE = "hide"
    DELETE = "delete"

    @property
    def strictness(self) -> int:
        """Return the place in the order of strictness, 0 for the mildest."""
        return list(Verdict).index(self)


class Verb(StrEnum):
    """What can be done to a message on its network."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    MESSAGE = "message"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    LIKE = "like"


class Kind(StrEnum):
    """How a message was written: under a post, or in private."""

    COMMENT = "comment"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message, as far as the network told."""

    id: str
    name: str = ""
    created_at: datetime | None = None
    role: str = "visitor"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the engine sees it. `text` is the original, never normalised."""

    id: str
    text: str
    author: Author
    kind: Kind = Kind.COMMENT
    network: str = ""
    thread: str = ""
    sent_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """When the author, and anyone in the thread, wrote before or with this message.

    Times need no order. They include the message's own, so that a count over a window that
    ends at the message is never zero.
    """

    author: tuple[datetime, ...] = ()
    thread: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the original text: code points, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one rule spoke: its name, its sentence in each language, and where it looked.

    A shadow reason tells what a rule on trial would have said; nothing was done for it.
    """

    rule: str
    text: str
    texts: tuple[tuple[str, str], ...] = ()
    policy: str = ""
    spans: tuple[Span, ...] = ()
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do on the network, as a decision asks for it."""

    verb: Verb
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, the acts it asks for, and the charter it comes from."""

    verdict: Verdict
    because: tuple[Reason, ...]
    acts: tuple[Act, ...]
    charter: str
    """Content hash of the charter, 16 hexadecimal digits."""
