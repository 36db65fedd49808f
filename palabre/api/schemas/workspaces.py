"""Problems, workspaces and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str = ""


class Workspace(Schema):
    """A client's room."""

    slug: str
    name: str
    language: str
    time_zone: str
    rights: list[str]


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Short = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")]
MemberNumber = Annotated[int, Field(ge=1, lt=2**63)]


class NewWorkspace(Schema):
    """A client to open."""

    name: Name
    language: Literal["fr", "en"] = "fr"
    time_zone: Short = "Europe/Paris"


class TeamMember(Schema):
    """Somebody in a team."""

    id: int
    name: str


class Team(Schema):
    """Members who answer together, and the languages they answer in."""

    id: int
    name: str
    languages: list[str]
    members: list[TeamMember]


class TeamAsked(Schema):
    """What a team is to be."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]
    languages: list[Short] = Field(default_factory=list, max_length=50)
    members: list[MemberNumber] = Field(default_factory=list, max_length=500)


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
