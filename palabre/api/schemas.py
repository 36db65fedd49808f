"""The shapes that the API answers and takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

Slug = Annotated[str, StringConstraints(max_length=80, pattern=r"^[-a-z0-9_]+$")]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str = ""


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


class Decision(Schema):
    """What was decided on a message, by which charter or member, and why."""

    verdict: str
    because: list[Reason]
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
    state: Literal["visible", "hidden", "held", "deleted"]
    sent_at: datetime
    received_at: datetime
    edited: bool
    liked: bool
    decision: Decision | None


class Messages(Schema):
    """A page of messages."""

    items: list[Message]
    next: str | None


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


class Threads(Schema):
    """A page of threads."""

    items: list[Thread]
    next: str | None


class Conversation(Schema):
    """A thread with its latest messages and its acts."""

    thread: Thread
    messages: list[Message]
    acts: list[Act]


class Act(Schema):
    """Something done or to be done on a network."""

    id: int
    account: int
    message: int | None
    thread: int | None
    verb: str
    text: str
    state: str
    reason: str
    detail: str
    due_at: datetime
    created_at: datetime
    done_at: datetime | None
    tries: int
    external_id: str
    actor: str


class Acts(Schema):
    """A page of acts."""

    items: list[Act]
    next: str | None


class ActAsked(Schema):
    """An act to order on a message."""

    verb: Literal["reply", "private_reply", "message", "hide", "unhide", "delete", "like"]
    text: Text = ""


class ReviewAsked(Schema):
    """A person's decision on a message."""

    verdict: Literal["allow", "hide"]


class Workspace(Schema):
    """A client's room."""

    slug: str
    name: str
    language: str
    time_zone: str
    rights: list[str]


class Account(Schema):
    """A connected page or profile; its secrets are never told here."""

    workspace: str
    key: str
    network: str
    name: str
    external_id: str
    state: str
    state_reason: str
    limited_until: datetime | None
    last_event_at: datetime | None
    hook_path: str


class Surface(Schema):
    """A post, a live or an inbox."""

    id: int
    account: str
    network: str
    kind: str
    external_id: str
    text: str
    address: str


class Surfaces(Schema):
    """A page of surfaces."""

    items: list[Surface]
    next: str | None


class Identity(Schema):
    """How one account's network names a person."""

    network: str
    account_id: int
    external_id: str
    name: str


class Person(Schema):
    """Someone who writes."""

    id: int
    name: str
    language: str
    first_seen_at: datetime
    identities: list[Identity]


class People(Schema):
    """A page of people."""

    items: list[Person]
    next: str | None


class DecisionRow(Decision):
    """A decision with its message."""

    id: int
    message: int


class Decisions(Schema):
    """A page of decisions."""

    items: list[DecisionRow]
    next: str | None


class DeadLetter(Schema):
    """An arrival that could not be understood."""

    id: int
    account: str
    reason: str
    body: str
    received_at: datetime


class DeadLetters(Schema):
    """A page of dead letters."""

    items: list[DeadLetter]
    next: str | None


class ReplayAsked(Schema):
    """Which dead letters to try again; all when none is named."""

    ids: list[Annotated[int, Field(ge=1, lt=2**63)]] = Field(default_factory=list, max_length=1000)


class Count(Schema):
    """How many."""

    count: int


class AuditEntry(Schema):
    """One line of the audit log; `hash` is hexadecimal."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    hash: str


class AuditEntries(Schema):
    """A page of the audit log."""

    items: list[AuditEntry]
    next: str | None


class AuditFault(Schema):
    """What verification found wrong."""

    entry: int
    fault: str


class AuditReport(Schema):
    """The result of checking every entry."""

    entries: int
    whole: bool
    faults: list[AuditFault]


class Ledger(Schema):
    """Where the workspace's arrivals stand."""

    waiting: int
    applied: int
    dead: int


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


class Charter(Schema):
    """The charter in force, as text."""

    number: int
    name: str
    hash: str
    source: str


class CharterAsked(Schema):
    """A new charter."""

    source: Annotated[str, StringConstraints(max_length=500_000, pattern=r"^[^\x00]*$")]


Conversation.model_rebuild()
