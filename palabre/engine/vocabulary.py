"""The words of the field, as values: what every room above speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


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
    """What can be done to a message, its author or its place on a network.

    `mute` keeps a person away from the brand alone; `release` lets out what the network held.
    Of a live chat: `slow` makes people wait between messages, `narrow` lets only followers write,
    `shield` puts up everything that the channel prepared against an attack.
    """

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    MESSAGE = "message"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    LIKE = "like"
    BAN = "ban"
    UNBAN = "unban"
    TIME_OUT = "time_out"
    MUTE = "mute"
    UNMUTE = "unmute"
    WARN = "warn"
    RELEASE = "release"
    REPORT = "report"
    PIN = "pin"
    UNPIN = "unpin"
    SLOW = "slow"
    UNSLOW = "unslow"
    NARROW = "narrow"
    WIDEN = "widen"
    SHIELD = "shield"
    UNSHIELD = "unshield"


class Intent(StrEnum):
    """What is wanted of a network, whatever it calls it and whether or not it can."""

    CONCEAL = "conceal"
    REMOVE = "remove"
    RESTRAIN = "restrain"
    EXCLUDE = "exclude"
    CALM = "calm"


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
    labels: tuple[str, ...] = ()
    """What was noted of the author and still holds."""


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
    channel: str = ""
    """What kind of place the thread is: post, live."""
    account: str = ""
    place: str = ""
    """Where copies and newcomers are counted: the post or the live; the thread when it is empty."""


@dataclass(frozen=True, slots=True)
class History:
    """When the author, and anyone in the thread, wrote before or with this message.

    Times need no order. They include the message's own, so that a count over a window that
    ends at the message is never zero.
    """

    author: tuple[datetime, ...] = ()
    thread: tuple[datetime, ...] = ()
    copies: tuple[tuple[datetime, str], ...] = ()
    """When, and by whom, the same words were written in the thread, disguises aside."""
    newcomers: tuple[datetime, ...] = ()
    """When authors who had not been seen in the thread wrote there for the first time."""
    heat: float = 0.0
    """The thread's heat: points that rules gave and that cool down."""
    strikes: int = 0
    """The author's strikes that still hold."""
    acted: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """When rules that have limits spoke, by their names, this message left out."""


NO_HISTORY: Final = History()
"""Of a message before which nothing matters was written."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the original text: code points, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data of a kind, and where it stands in the original text."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class OwnIntent:
    """The one of a workspace's own intents that decides, or "none"; the likeliest with chances."""

    name: str
    score: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Signals:
    """What was understood of a message before its rules are asked. What is not known is empty.

    Scores go from 0 to 1. `personal_data` is None when it was not looked for yet.
    """

    language: str = ""
    labels: Mapping[str, float] = field(default_factory=dict)
    sentiment: Mapping[str, float] = field(default_factory=dict)
    intent: Mapping[str, float] = field(default_factory=dict)
    urgency: float | None = None
    personal_data: tuple[Found, ...] | None = None
    find_evidence: Callable[[str], tuple[Span, ...]] | None = field(
        default=None, repr=False, compare=False
    )
    """Where the words stand that weighed most for a label, a sentiment or an intent."""
    own_intent: OwnIntent | None = None
    """Which of the workspace's own intents it is; None where it has taught none."""


NO_SIGNALS: Final = Signals()
"""Of a message of which nothing is understood yet."""

NO_DATA: Final = Signals(personal_data=())
"""Of a message without personal data, of which nothing else is understood."""


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
    version: str = ""
    """Eight hexadecimal digits drawn from the rule and the lists that it names."""
    evidence: tuple[tuple[str, str], ...] = ()
    """What was weighed: scores, counts, ages, each with its value at that moment."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do on the network, as a decision asks for it."""

    verb: Verb
    text: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to do that is not an act on the message: about its author, place or reading.

    `kind` is strike, label, timeout, ban, queue, notify, slow or heat; conceal or remove where a
    verdict asked for what the network cannot do so. `name` is the label, the queue or who is
    told; `amount` the strikes or points; `seconds` how long a sanction lasts, 0 for no end;
    `expires` after how many seconds a strike or label is forgotten, 0 for never.
    """

    kind: str
    rule: str = ""
    name: str = ""
    amount: int = 0
    seconds: int = 0
    expires: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, the acts it asks for, and the charter it comes from."""

    verdict: Verdict
    because: tuple[Reason, ...]
    acts: tuple[Act, ...]
    charter: str
    """Content hash of the charter, 16 hexadecimal digits."""
    measures: tuple[Measure, ...] = ()
