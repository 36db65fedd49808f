"""The worker's half of arrivals: from the ledger to facts, in batches, in order.

One worker at a time applies a workspace's arrivals (an advisory lock says which), in the order
of the ledger, so order holds within every thread. State, decisions, acts and the ledger's own
mark are one transaction: a crash anywhere leaves the batch waiting, whole.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from palabre.channels.events import FactReceived, FactsReceived
from palabre.connectors.facts import Arrived, Unreadable
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing import clock, events
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.turns import take_turn

log = logging.getLogger(__name__)
BATCH = 500
HEARD = timedelta(seconds=1)
LOCK_SPACE = 7001
"""The first key of the advisory locks of intake; the second is the workspace."""
CLAIM = """
    select l.id, l.account_id, l.body, l.received_at, a.network, a.external_id, l.judged
    from channels_ledgerentry l
    join channels_account a on a.workspace_id = l.workspace_id and a.id = l.account_id
    where l.workspace_id = %s and l.state = 0 order by l.id limit %s
"""
MARK = """
    update channels_ledgerentry l set state = case when u.reason = '' then 1 else 2 end,
        reason = u.reason, applied_at = %s
    from unnest(%s::bigint[], %s::text[]) u (id, reason)
    where l.workspace_id = %s and l.id = u.id
"""
COUNT = """
    insert into channels_ledgercount as c (workspace_id, applied) values (%s, %s)
    on conflict (workspace_id) do update set applied = c.applied + excluded.applied
"""
TOUCH = "update channels_account set last_event_at = %s where workspace_id = %s and id = any(%s)"
ECHO = """
    update channels_outboxact o set state = 'done', external_id = u.external, done_at = %s,
        reason = '', detail = ''
    from unnest(%s::bigint[], %s::text[], %s::text[]) u (account, key, external)
    where o.workspace_id = %s and o.account_id = u.account and o.key = u.key
        and o.state in ('waiting', 'sending', 'unknown') and o.tries > 0
"""
ECHO_BY_WORDS = """
    update channels_outboxact o set state = 'done', external_id = u.external, done_at = %s,
        reason = '', detail = ''
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
        u (account, parent, text, external)
    where o.workspace_id = %s and o.account_id = u.account and o.verb = 'reply'
        and o.target ->> 'comment' = u.parent and o.text = u.text
        and o.state in ('sending', 'unknown') and o.tries > 0
        and not exists (
            select 1 from channels_outboxact e
            where e.workspace_id = o.workspace_id and e.account_id = o.account_id
            and e.external_id = u.external)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claimed row of the ledger."""

    id: int
    account: int
    body: bytes
    received_at: datetime
    network: str
    external_id: str
    judged: Any = None


def is_chat_heard() -> bool:
    """Say whether a live chat was being heard in this very moment, anywhere."""
    with connection.cursor() as cursor:
        cursor.execute("select palabre_is_chat_heard(%s)", [clock.now() - HEARD])
        return bool(cursor.fetchone()[0])


def apply_waiting() -> int:
    """Apply one batch of every workspace that has arrivals; return how many were taken."""
    with connection.cursor() as cursor:
        cursor.execute("select palabre_workspaces_with_arrivals()")
        workspaces = [row[0] for row in cursor.fetchall()]
    return sum(apply_batch(workspace) for workspace in workspaces)


def apply_batch(workspace: int, *, most: int = BATCH) -> int:
    """Apply the oldest waiting arrivals of a workspace; 0 when another worker is at it.

    A batch that meets a bug is tried again in halves, so that one arrival that cannot be
    applied goes to the dead letters alone.
    """
    while True:
        try:
            return _try_batch(workspace, most)
        except Exception:  # any bug: found by halving, reported, kept with the arrival
            log.exception("A batch of %d of workspace %d failed", most, workspace)
            if most == 1:
                return _bury_first(workspace)
            most = max(1, most // 8)


def _try_batch(workspace: int, most: int) -> int:
    now = clock.now()
    with workspace_scope([workspace]):
        if not _lock(workspace):
            return 0
        rows = _claim(workspace, most)
        if not rows:
            return 0
        take_turn(workspace)
        reasons, facts = read_all(rows)
        _settle_by_echo(workspace, facts, now)
        if facts:
            events.announce(FactsReceived(workspace, facts, now))
        _mark(workspace, rows, reasons, now)
        return len(rows)


def _lock(workspace: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, workspace])
        return bool(cursor.fetchone()[0])


def _claim(workspace: int, most: int) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [workspace, most])
        return [
            Waiting(id, account, bytes(body), *rest)
            for id, account, body, *rest in cursor.fetchall()
        ]


def read_all(rows: Sequence[Waiting]) -> tuple[list[str], list[FactReceived]]:
    """Return, for each row, why it cannot be read (or nothing), and the facts of the others."""
    reasons: list[str] = []
    facts: list[FactReceived] = []
    for row in rows:
        try:
            read = CONNECTORS[row.network].read(
                row.body, account=row.external_id, received_at=row.received_at
            )
        except Unreadable as problem:
            reasons.append(str(problem) or "unreadable")
            continue
        reasons.append("")
        facts += [
            FactReceived(row.account, row.network, fact, row.received_at, row.judged)
            for fact in read
        ]
    return reasons, facts


def _settle_by_echo(workspace: int, facts: Sequence[FactReceived], now: datetime) -> None:
    """Mark as done the acts of ours that came back: by their key, or else by their words."""
    echoes = [
        (one.account, one.fact.act_key, one.fact.external_id)
        for one in facts
        if isinstance(one.fact, Arrived) and one.fact.is_ours and one.fact.act_key
    ]
    if echoes:
        with connection.cursor() as cursor:
            cursor.execute(ECHO, [now, *map(list, zip(*echoes, strict=True)), workspace])
    words = [
        (one.account, one.fact.place.parent, one.fact.text, one.fact.external_id)
        for one in facts
        if CONNECTORS[one.network].is_known_by_echo
        and isinstance(one.fact, Arrived)
        and one.fact.is_ours
        and one.fact.place.parent
    ]
    if words:
        with connection.cursor() as cursor:
            cursor.execute(ECHO_BY_WORDS, [now, *map(list, zip(*words, strict=True)), workspace])


def _mark(workspace: int, rows: Sequence[Waiting], reasons: Sequence[str], now: datetime) -> None:
    applied = sum(1 for reason in reasons if not reason)
    accounts = sorted({row.account for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(MARK, [now, [row.id for row in rows], list(reasons), workspace])
        cursor.execute(COUNT, [workspace, applied])
        cursor.execute(TOUCH, [now, workspace, accounts])


def _bury_first(workspace: int) -> int:
    """Put the oldest waiting arrival among the dead letters: applying it meets a bug."""
    with transaction.atomic(), workspace_scope([workspace]):
        rows = _claim(workspace, 1)
        if rows:
            _mark(workspace, rows, ["A fault of the program; it is in the log."], clock.now())
        return len(rows)
