"""Problems, workspaces and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema


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
