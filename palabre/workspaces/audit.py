"""The audit log: append-only, each entry carrying the hash of the one before.

The hash is SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of the entry's
fields with the previous entry's hash in hexadecimal; the first entry's previous hash is zero.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from palabre.plumbing.scope import at_the_end

ZERO = b"\0" * 32
INSERT = """
    insert into workspaces_auditentry
        (workspace_id, number, at, actor, action, subject, detail, hash)
    select %s, n, %s, a, c, s, d::jsonb, h
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[])
        u (n, a, c, s, d, h)
"""
MOST_BEFORES = 6
"""How many hashes an entry after altered ones may follow, so that it is not named for them."""
ADVANCE = "update workspaces_audithead set number = %s, hash = %s where workspace_id = %s"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something done: by whom, what, to what, with what particulars."""

    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What verification found wrong, and where."""

    number: int
    kind: str


def link(previous: bytes, *, workspace: int, number: int, at: datetime, entry: Entry) -> bytes:
    """Return the hash of an entry that follows the one with the hash `previous`."""
    content = {
        "workspace": workspace,
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": previous.hex(),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def write_audit(workspace: int, entries: Sequence[Entry], *, now: datetime) -> None:
    """Add entries to the workspace's log in the present transaction, when its scope ends.

    The log's end is what every transaction of a workspace locks, so it is taken last: two
    transactions never wait for each other in a circle.
    """
    if entries:
        at_the_end(workspace, lambda: _append(workspace, entries, now=now))


def _append(workspace: int, entries: Sequence[Entry], *, now: datetime) -> None:
    with connection.cursor() as cursor:
        number, previous = _lock_head(cursor, workspace)
        numbers, hashes = [], []
        for entry in entries:
            number += 1
            previous = link(previous, workspace=workspace, number=number, at=now, entry=entry)
            numbers.append(number)
            hashes.append(previous)
        columns: list[list[Any]] = [
            numbers,
            [entry.actor for entry in entries],
            [entry.action for entry in entries],
            [entry.subject for entry in entries],
            [json.dumps(entry.detail, ensure_ascii=False) for entry in entries],
            hashes,
        ]
        cursor.execute(INSERT, [workspace, now, *columns])
        cursor.execute(ADVANCE, [number, previous, workspace])


def _lock_head(cursor: Any, workspace: int) -> tuple[int, bytes]:
    query = "select number, hash from workspaces_audithead where workspace_id = %s for update"
    cursor.execute(query, [workspace])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(
            "insert into workspaces_audithead (workspace_id, number, hash) values (%s, 0, %s) "
            "on conflict do nothing",
            [workspace, ZERO],
        )
        cursor.execute(query, [workspace])
        found = cursor.fetchone()
    return found[0], bytes(found[1])


def verify_audit(workspace: int) -> tuple[int, list[Fault]]:
    """Return how many entries the log has, and every fault found: the scope must be set.

    `altered`: an entry does not match its hash. `missing`: a number is not there. `inserted`:
    an entry stands beyond the end that the log knows. `cut`: entries at the end are gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, hash from workspaces_audithead where workspace_id = %s", [workspace]
        )
        head = cursor.fetchone() or (0, ZERO)
        cursor.execute(
            "select number, at, actor, action, subject, detail::text, hash "
            "from workspaces_auditentry where workspace_id = %s order by number, id",
            [workspace],
        )
        return _check(workspace, cursor, head[0], bytes(head[1]))


def _check(
    workspace: int, rows: Iterable[Sequence[Any]], end: int, end_hash: bytes
) -> tuple[int, list[Fault]]:
    faults: list[Fault] = []
    expected, count = 1, 0
    befores = [ZERO]
    for number, at, actor, action, subject, detail, kept in rows:
        count += 1
        if number < expected or number > end:
            faults.append(Fault(number, "inserted"))
            continue
        faults += [Fault(gone, "missing") for gone in range(expected, number)]
        entry, stored = Entry(actor, action, subject, json.loads(detail)), bytes(kept)
        rights = [
            link(before, workspace=workspace, number=number, at=at, entry=entry)
            for before in befores
        ]
        if number == expected and stored not in rights:
            faults.append(Fault(number, "altered"))
            befores = [stored, rights[0], *befores][:MOST_BEFORES]
        else:
            befores = [stored]
        expected = number + 1
    if expected <= end:
        faults += [Fault(number, "cut") for number in range(expected, end + 1)]
    elif befores[0] != end_hash and not faults:
        faults.append(Fault(end, "altered"))
    return count, faults
