"""Threads, messages, surfaces and figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from palabre.api.schemas.channels import Act, Ledger
from palabre.api.schemas.understanding import Understanding
from palabre.engine.understanding.vocabulary import Intent, Label, Language, Sentiment

View = Literal[
    "all", "open", "answer", "review", "hidden", "closed", "unassigned", "mine", "mentions",
    "snoozed",
]  # fmt: skip


class Author(Schema):
    """Who wrote a message, as the network names them."""

    external_id: str
    name: str


class Reason(Schema):
    """One rule that spoke, with its sentence."""

    rule: str
    text: str
    texts: dict[str, str] = Field(default_factory=dict)
    policy: str = ""
    spans: list[tuple[int, int]] = Field(default_factory=list)
    shadow: bool = False
    version: str = Field("", description="Drawn from the rule and its lists.")
    evidence: list[tuple[str, str]] = Field(
        default_factory=list, description="What was weighed, each with its value."
    )


class Measure(Schema):
    """What a rule asked for beside acts on the message; strikes and labels are done by the desk."""

    kind: Literal["strike", "label", "timeout", "ban", "queue", "notify", "slow", "heat"]
    rule: str
    name: str
    amount: int
    seconds: int = Field(description="How long, 0 for no end.")
    expires: int = Field(description="Forgotten after so many seconds, 0 for never.")


class Decision(Schema):
    """What was decided on a message, by which charter or member, and why."""

    verdict: str
    because: list[Reason]
    measures: list[Measure] = Field(default_factory=list)
    charter: str = ""
    by: str = ""
    at: datetime | None = None


class Message(Schema):
    """A comment or a private message."""

    id: int
    network: str
    account: str
    thread: int
    kind: str
    external_id: str
    parent_external_id: str | None
    surface_external_id: str
    direction: Literal["in", "out"]
    author: Author
    text: str
    rating: int | None = Field(description="How many stars of five; null for what is no review.")
    state: Literal["visible", "hidden", "held", "deleted"]
    sent_at: datetime
    received_at: datetime
    edited: bool
    liked: bool
    labels: list[str]
    decision: Decision | None
    understanding: Understanding | None = Field(
        description="None for the desk's own messages, texts without words, and unread ones."
    )


class Messages(Schema):
    """A page of messages."""

    items: list[Message]
    next: str | None


class Revision(Schema):
    """A text that a message has or had; the first one was no edit."""

    text: str
    at: datetime
    edited: bool


class Revisions(Schema):
    """The texts of a message, the oldest first; the last one is shown."""

    items: list[Revision]


class Colleague(Schema):
    """A member of the desk."""

    id: int
    name: str


class AssignmentAsked(Schema):
    """Whose a thread shall be; nobody named means yourself."""

    member: int | None = Field(default=None, ge=1, lt=2**63)


class SnoozeAsked(Schema):
    """Until when a thread shall be put aside: to come, within a year."""

    until: AwareDatetime


class Thread(Schema):
    """A first comment with its replies, or one person's private messages."""

    id: int
    network: str
    account: str
    kind: str
    surface_external_id: str
    surface_text: str
    person: str
    open: bool
    needs_answer: bool
    needs_review: bool
    has_hidden: bool
    messages: int
    last_at: datetime
    last_text: str
    last_author: str
    assignee: Colleague | None
    assigned_at: datetime | None
    snoozed_until: datetime | None
    risks: list[Label] = Field(description="Labels raised by any of its messages.")
    urgent: bool = Field(description="Something urgent has no answer after it.")
    language: str = Field(description="Of the person's last message, like mood and intent.")
    mood: str
    intent: str
    own_intent: str = Field(description="One of the client's own, none for none, else empty.")


class ThreadFilters(Schema):
    """What narrows a list of threads, as in the address of the desk's own list."""

    view: View = "all"
    q: str = Field(
        "",
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Words to search, in French or English; stems and accents aside.",
    )
    account: str = Field(
        "", max_length=40, pattern=r"^[-A-Za-z0-9_]*$", description="An account, by its key."
    )
    network: str = Field("", max_length=20, pattern=r"^[a-z]*$")
    kind: Literal["", "comment", "message"] = ""
    label: str = Field("", max_length=60, pattern=r"^[^\x00]*$")
    verdict: Literal["", "allow", "review", "hold", "hide", "delete"] = Field(
        "", description="What was decided on a message of the thread."
    )
    risk: Literal["", Label] = Field("", description="A label that a message of the thread raised.")
    urgent: Literal["", "1"] = Field("", description="`1`: something urgent has no answer.")
    intent: Literal["", Intent] = Field("", description="What the person's last message wants.")
    own: str = Field(
        "", max_length=80, pattern=r"^[^\x00]*$", description="One of the client's own intents."
    )
    mood: Literal["", Sentiment] = Field("", description="The mood of the person's last message.")
    lang: Literal["", Language] = Field("", description="The language of their last message.")
    person: int | None = Field(None, ge=1, lt=2**63)
    person_name: str = Field(
        "",
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="All people whose name or handle holds these words, accents aside.",
    )
    assignee: str = Field(
        "",
        max_length=18,
        pattern=r"^(me|none|[1-9][0-9]*)?$",
        description="A member's number, `me`, or `none` for nobody.",
    )
    since: date | None = Field(None, alias="from", description="Last message on this day or later.")
    until: date | None = Field(None, alias="to", description="Last message on this day or before.")


class Threads(Schema):
    """A page of threads."""

    items: list[Thread]
    next: str | None


class Note(Schema):
    """What a member wrote about a thread for the team."""

    id: int
    thread: int
    text: str
    by: str
    at: datetime


class Notes(Schema):
    """The latest notes of a thread, the oldest first."""

    items: list[Note]


class NoteAsked(Schema):
    """A note to keep."""

    text: str = Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")


class LabelAsked(Schema):
    """A label to put on a message; it is kept in small letters."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00]*\S[^\x00]*$")


class Labels(Schema):
    """The labels in use, by name."""

    items: list[str]


class Conversation(Schema):
    """A thread with its latest messages and its acts."""

    thread: Thread
    messages: list[Message]
    acts: list[Act]


class Surface(Schema):
    """A post, a live or an inbox."""

    id: int
    account: str
    network: str
    kind: str
    external_id: str
    text: str
    address: str
    picture: str | None = Field(description="Where the desk gives its picture, 640 pixels, WebP.")
    published_at: datetime | None
    likes: int | None
    comments: int | None
    shares: int | None


class Surfaces(Schema):
    """A page of surfaces."""

    items: list[Surface]
    next: str | None


class Hour(Schema):
    """The volume of one hour."""

    hour: datetime
    received: int
    sent: int
    hidden: int


class Figures(Schema):
    """Counters, volume by hour and answers of the last days. Seconds are null without answers."""

    counters: dict[str, int]
    ledger: Ledger
    hours: list[Hour]
    answered: int
    first_answer_median_seconds: float | None
    first_answer_p90_seconds: float | None
