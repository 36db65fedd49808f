"""People: who they are, what they wrote, and what a team knows of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

Plain = r"^[^\x00]*$"
Said = r"^[^\x00]*\S[^\x00]*$"
Flag = Literal["vip", "influencer"]
ConsentKind = Literal["private_messages", "email", "phone", "reuse"]


class Identity(Schema):
    """How one account's network names a person; `member_since` where it tells that."""

    network: str
    account_id: int
    account: str
    external_id: str
    name: str
    member_since: datetime | None


class Person(Schema):
    """Someone who writes. `language` is the one chosen by a member, empty when nobody did."""

    id: int
    name: str
    language: str
    first_seen_at: datetime
    identities: list[Identity]
    tags: list[str]
    flags: list[Flag]
    strikes: int


class PeopleAsked(Schema):
    """Which people a list shows; `q` holds parts of a name or a handle."""

    q: Annotated[str, Field(max_length=200, pattern=Plain)] = ""
    tag: Annotated[str, Field(max_length=60, pattern=Plain)] = ""
    flag: Literal["", "vip", "influencer"] = ""
    network: Annotated[str, Field(max_length=60, pattern=Plain)] = ""


class People(Schema):
    """A page of people."""

    items: list[Person]
    next: str | None


class PersonInFull(Person):
    """A person with the figures of their messages, and the language seen in them."""

    detected_language: str
    last_seen_at: datetime | None
    messages: int
    hidden: int
    answered: int


class Written(Schema):
    """A message of a person, wherever it was written."""

    id: int
    thread: int
    network: str
    account: str
    kind: str
    surface_text: str
    text: str
    state: Literal["visible", "hidden", "held", "deleted"]
    sent_at: datetime


class History(Schema):
    """A page of a person's messages, the latest first."""

    items: list[Written]
    next: str | None


class TagAsked(Schema):
    """A tag to put on a person; it is kept in small letters."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=Said)]


class Tags(Schema):
    """The tags in use, by name."""

    items: list[str]


class FlagAsked(Schema):
    """A flag to put on a person."""

    name: Flag


class LanguageAsked(Schema):
    """A person's language; an empty one leaves it to what is seen in their messages."""

    language: Literal["", "fr", "en", "es", "de", "it", "pt", "nl", "ar"]


class Strike(Schema):
    """A breach held against a person; withdrawn ones and those whose time is over do not count."""

    id: int
    reason: str
    rule: str = Field(description="The charter's rule that gave it; a person's has none.")
    amount: int
    expires_at: datetime | None
    message: int | None
    by: str
    at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None


class Strikes(Schema):
    """A person's strikes, the latest first."""

    items: list[Strike]


class StrikeAsked(Schema):
    """A strike to give, and the message of theirs it comes from, if any."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=Said)]
    message: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class Consent(Schema):
    """What a person allowed or withdrew, and how it was learnt."""

    id: int
    kind: ConsentKind
    given: bool
    how: str
    by: str
    at: datetime


class Consents(Schema):
    """What was recorded, the latest first: the first of each kind is what holds."""

    items: list[Consent]


class ConsentAsked(Schema):
    """A consent to record."""

    kind: ConsentKind
    given: bool
    how: Annotated[str, Field(min_length=1, max_length=300, pattern=Said)]


class PersonNote(Schema):
    """What a member wrote about a person for the team."""

    id: int
    text: str
    by: str
    at: datetime


class PersonNotes(Schema):
    """The latest notes about a person, the latest first."""

    items: list[PersonNote]


class PersonNoteAsked(Schema):
    """A note to keep."""

    text: Annotated[str, Field(min_length=1, max_length=5000, pattern=Said)]


class Evidence(Schema):
    """One thing that the data shows, for two persons being one or against."""

    kind: str
    speaks_for: bool
    values: dict[str, Any]
    text: str


class Suggestion(Schema):
    """Somebody who may be the same person, and why."""

    person: Person
    evidence: list[Evidence]


class Suggestions(Schema):
    """Who may be the same person, those with the most evidence first."""

    items: list[Suggestion]


class MergeAsked(Schema):
    """The other person, who is the same."""

    person: Annotated[int, Field(ge=1, lt=2**63)]


class Merge(Schema):
    """Two persons held for the same: `person` stands for both until it is undone."""

    id: int
    person: int
    merged: int
    merged_name: str
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


class Merges(Schema):
    """The merges that concern a person, the latest first."""

    items: list[Merge]
