"""Accounts, the ledger, dead letters and acts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from palabre.connectors.abilities import A_YEAR
from palabre.engine.vocabulary import Verb

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]


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


Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Token = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class SecretsAsked(Schema):
    """What a network gave for an account; what is left out stays, or is not needed there."""

    app_secret: Short = ""
    access_token: Token = ""
    app_token: Token = ""
    app_password: Short = ""
    client_id: Short = ""
    business_user: Short = ""

    def secrets(self) -> dict[str, str]:
        """Return the secrets by their names."""
        return {name: getattr(self, name) for name in SecretsAsked.model_fields}


class NewAccount(SecretsAsked):
    """An account to connect. A generic source needs no secret: one is made."""

    network: Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    external_id: Annotated[
        str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00\s]+$")
    ]
    verify_token: Short = ""
    base_url: Annotated[
        str, StringConstraints(max_length=300, pattern=r"^(https?://[^\x00\s]+)?$")
    ] = ""


class Finding(Schema):
    """One thing that an account needs, and whether its network lets us have it."""

    what: str
    is_fine: bool
    reason: str
    detail: str


class Ledger(Schema):
    """Where the workspace's arrivals stand."""

    waiting: int
    applied: int
    dead: int


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


class LettersAsked(Schema):
    """Dead letters, by their numbers."""

    ids: list[Annotated[int, Field(ge=1, lt=2**63)]] = Field(min_length=1, max_length=1000)


class Count(Schema):
    """How many."""

    count: int


class Act(Schema):
    """Something done or to be done on a network."""

    id: int
    account: int
    message: int | None
    thread: int | None
    verb: str
    intent: str
    seconds: int | None
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
    """An act to order on a message, its author or its chat; the networks' page tells which.

    `seconds` is how long a time-out, a mute or a ban lasts, 0 for good; for a slow chat, the pause
    between messages.
    """

    verb: Verb
    text: Text = ""
    seconds: Annotated[int, Field(ge=0, le=A_YEAR)] = 0


class Task(Schema):
    """Something that no program can do on its network, waiting for a person's hand."""

    id: int
    network: str
    account: str
    message: int | None
    thread: int | None
    person: str
    intent: str
    verb: str
    seconds: int | None
    why: str
    steps: list[str]
    actor: str
    created_at: datetime


class Tasks(Schema):
    """A page of tasks, the oldest first."""

    items: list[Task]
    next: str | None
