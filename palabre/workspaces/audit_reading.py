"""Reading the audit log: what is looked for, and taking it away with its hashes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import QuerySet

from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import ZERO
from palabre.workspaces.models import AuditEntry

AT_ONCE = 1000
COLUMNS = ("number", "at", "actor", "action", "subject", "detail", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries: of an actor, of an action, from one day to another, both included."""

    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Sought:
        """Return what an address asks for; what cannot be read asks for nothing."""
        return cls(
            actor=query.get("who", "").replace("\0", "")[:200],
            action=query.get("what", "").replace("\0", "")[:60],
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
        )

    def query(self) -> dict[str, str]:
        """Return what the address holds."""
        told = {
            "who": self.actor,
            "what": self.action,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
        }
        return {key: value for key, value in told.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def find_entries(workspace: int, sought: Sought, *, zone: tzinfo) -> QuerySet[AuditEntry]:
    """Return the entries; days are those of the reader's zone."""
    entries = AuditEntry.objects.filter(workspace_id=workspace)
    if sought.actor.endswith(":"):
        entries = entries.filter(actor__startswith=sought.actor)
    elif sought.actor:
        entries = entries.filter(actor=sought.actor)
    if sought.action.endswith("."):
        entries = entries.filter(action__startswith=sought.action)
    elif sought.action:
        entries = entries.filter(action=sought.action)
    if sought.since is not None:
        entries = entries.filter(at__gte=_midnight(sought.since, zone))
    if sought.until is not None and sought.until < date.max:
        entries = entries.filter(at__lt=_midnight(sought.until + timedelta(days=1), zone))
    return entries


def _midnight(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def export_lines(workspace: int, sought: Sought, *, zone: tzinfo) -> Iterator[bytes]:
    """Give entries as lines of JSON, each with its hash and that of the entry before it."""
    for rows in _pages(workspace, sought, zone):
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def export_table(workspace: int, sought: Sought, *, zone: tzinfo) -> Iterator[bytes]:
    """Give entries as CSV, the detail as canonical JSON in one cell."""
    yield _cells([COLUMNS])
    for rows in _pages(workspace, sought, zone):
        yield _cells([_row(row) for row in rows])


def _row(row: Mapping[str, Any]) -> Sequence[Any]:
    told = json.dumps(row["detail"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return [told if column == "detail" else row[column] for column in COLUMNS]


def _cells(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _pages(workspace: int, sought: Sought, zone: tzinfo) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while True:
        with workspace_scope([workspace]):
            found = find_entries(workspace, sought, zone=zone).filter(number__gt=last)
            entries = list(found.order_by("number")[:AT_ONCE])
            before = _hashes_before(workspace, entries)
        if not entries:
            return
        yield [_told(workspace, entry, before.get(entry.number - 1, ZERO)) for entry in entries]
        last = entries[-1].number


def _hashes_before(workspace: int, entries: Sequence[AuditEntry]) -> dict[int, bytes]:
    numbers = [entry.number - 1 for entry in entries]
    rows = AuditEntry.objects.filter(workspace_id=workspace, number__in=numbers)
    return {number: bytes(kept) for number, kept in rows.values_list("number", "hash")}


def _told(workspace: int, entry: AuditEntry, previous: bytes) -> dict[str, Any]:
    """Return an entry as it was hashed: see `audit.link`."""
    return {
        "workspace": workspace,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": previous.hex(),
        "hash": bytes(entry.hash).hex(),
    }
