"""Taking due acts out of the outbox, and what each needs to be done."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from palabre.channels import quotas
from palabre.connectors.contract import Credentials, Order
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind, Verb
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.vault import get_vault

LOCK_SPACE = 7002
"""The first key of the senders' advisory locks; the second is the workspace."""
ORPHANS = """
    update channels_outboxact set state = 'unknown', due_at = %s, reason = 'no_answer'
    where workspace_id = %s and state = 'sending'
"""
CLAIM = """
    with due as (
        select o.id, o.state, o.sent_at from channels_outboxact o
        join channels_account a on a.workspace_id = o.workspace_id and a.id = o.account_id
        where o.workspace_id = %(workspace)s and o.due_at <= %(now)s
            and o.state in ('waiting', 'unknown') and a.state = 'connected'
            and (a.limited_until is null or a.limited_until <= %(now)s)
            and not exists (
                select 1 from channels_outboxact e
                where e.workspace_id = o.workspace_id and e.message_id = o.message_id
                and e.id < o.id and e.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and e.verb in ('hide', 'unhide', 'delete')
                and o.verb in ('hide', 'unhide', 'delete'))
            and not exists (
                select 1 from channels_outboxact e
                where e.workspace_id = o.workspace_id and e.thread_id = o.thread_id
                and e.id < o.id and e.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and e.verb in ('reply', 'private_reply', 'message')
                and o.verb in ('reply', 'private_reply', 'message'))
            and not exists (
                select 1 from channels_outboxact e
                where e.workspace_id = o.workspace_id and e.account_id = o.account_id
                and e.target ->> 'person' = o.target ->> 'person'
                and e.id < o.id and e.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and e.verb in ('private_reply', 'message')
                and o.verb in ('private_reply', 'message'))
            and not exists (
                select 1 from channels_outboxact e
                where e.workspace_id = o.workspace_id and e.account_id = o.account_id
                and e.target ->> 'person' = o.target ->> 'person'
                and e.id < o.id and e.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and (e.due_at <= %(now)s or e.tries > 0)
                and e.verb in ('ban', 'time_out', 'mute', 'unban', 'unmute')
                and o.verb in ('ban', 'time_out', 'mute', 'unban', 'unmute'))
            and not exists (
                select 1 from channels_outboxact e
                where e.workspace_id = o.workspace_id and e.account_id = o.account_id
                and e.id < o.id and e.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and (e.due_at <= %(now)s or e.tries > 0)
                and e.verb in ('slow', 'unslow', 'narrow', 'widen', 'shield', 'unshield')
                and o.verb in ('slow', 'unslow', 'narrow', 'widen', 'shield', 'unshield'))
        order by o.due_at, o.id limit %(most)s
        for update of o skip locked
    )
    update channels_outboxact o set state = 'sending', tries = o.tries + 1,
        sent_at = coalesce(o.sent_at, %(now)s)
    from due
    join channels_account a on a.workspace_id = %(workspace)s
    where o.workspace_id = %(workspace)s and o.id = due.id and a.id = o.account_id
    returning o.id, due.state, o.account_id, a.network, a.external_id, a.base_url, a.key,
        a.secrets, o.message_id, o.thread_id, o.verb, o.text, o.target, o.key, o.tries, o.looks,
        due.sent_at, o.actor
"""
CLAIMED_RESULTS = """
    select external_id from channels_outboxact
    where workspace_id = %s and account_id = %s and external_id <> ''
        and (thread_id = %s or target ->> 'person' = %s)
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An act taken for sending, with what its network needs."""

    workspace: int
    id: int
    is_unknown: bool
    account: int
    network: str
    credentials: Credentials
    message: int | None
    thread: int | None
    person: str
    order: Order
    tries: int
    looks: int
    actor: str
    until: datetime | None = None
    """When a limit of the network begins anew: until then nothing is tried."""


class Locks:
    """The workspaces whose acts this sender alone may do, while its connection lives."""

    def __init__(self) -> None:
        self._held: set[int] = set()

    def forget(self) -> None:
        """Forget all: the connection that held them is gone."""
        self._held.clear()

    def hold(self, workspace: int, now: datetime) -> bool:
        """Say whether this sender has the workspace.

        The first time, acts found as being sent are a dead sender's: their outcome is unknown.
        """
        if workspace in self._held:
            return True
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, workspace])
            if not cursor.fetchone()[0]:
                return False
        with workspace_scope([workspace]), connection.cursor() as cursor:
            cursor.execute(ORPHANS, [now, workspace])
        self._held.add(workspace)
        return True


def claim(locks: Locks, *, most: int, now: datetime) -> list[Claimed]:
    """Take up to `most` due acts, marked as being sent before any network is called.

    The room is shared: a client with a thousand acts delays none with one.
    """
    with connection.cursor() as cursor:
        cursor.execute("select palabre_workspaces_with_acts(%s)", [now])
        workspaces = [row[0] for row in cursor.fetchall()]
    held = [workspace for workspace in workspaces if locks.hold(workspace, now)]
    claimed: list[Claimed] = []
    for place, workspace in enumerate(held):
        share = max(1, (most - len(claimed)) // (len(held) - place))
        if len(claimed) < most:
            claimed += _claim_of(workspace, most=share, now=now)
    return claimed


def _claim_of(workspace: int, *, most: int, now: datetime) -> list[Claimed]:
    with workspace_scope([workspace]), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"workspace": workspace, "now": now, "most": most})
        rows = sorted(cursor.fetchall())
        waits = _draw(workspace, rows, now)
        return [
            _claimed(workspace, row, cursor, until) for row, until in zip(rows, waits, strict=True)
        ]


def _draw(workspace: int, rows: Sequence[Sequence[Any]], now: datetime) -> list[datetime | None]:
    """Draw the cost of each act from its account's limits; return until when each has to wait.

    What all acts of an account cost together is drawn at once, and one by one where that is more
    than there is.
    """
    costs = [CONNECTORS[row[3]].abilities.costs_of(Verb(row[10])) for row in rows]
    waits: list[datetime | None] = [None] * len(rows)
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        alike[(row[2], row[3])].append(place)
    for (account, network), places in alike.items():
        total = Counter[str]()
        for place in places:
            total.update(costs[place])
        if quotas.take(workspace, account, network, total, now=now) is None:
            continue
        for place in places:
            waits[place] = quotas.take(workspace, account, network, costs[place], now=now)
    return waits


def _claimed(workspace: int, row: Sequence[Any], cursor: Any, until: datetime | None) -> Claimed:
    (
        id, before, account, network, external_id, base_url, account_key, sealed, message, thread,
        verb, text, target, key, tries, looks, sent_before, actor,
    ) = row  # fmt: skip
    target = json.loads(target) if isinstance(target, str) else target
    secrets = get_vault(settings.DATA).open(bytes(sealed), purpose=f"account:{account_key}")
    is_unknown = before == "unknown"
    taken: frozenset[str] = frozenset()
    if is_unknown:
        cursor.execute(CLAIMED_RESULTS, [workspace, account, thread, target.get("person", "")])
        taken = frozenset(found[0] for found in cursor.fetchall())
    return Claimed(
        workspace=workspace,
        id=id,
        is_unknown=is_unknown,
        account=account,
        network=network,
        credentials=Credentials(external_id, secrets, base_url),
        message=message,
        thread=thread,
        person=target.get("person", ""),
        order=Order(
            verb=Verb(verb),
            key=key,
            text=text,
            comment=target.get("comment", ""),
            person=target.get("person", ""),
            surface=target.get("surface", ""),
            tried_at=sent_before,
            claimed=taken,
            is_late=bool(target.get("is_late")),
            seconds=int(target.get("seconds") or 0),
            is_private=target.get("kind") == Kind.MESSAGE,
        ),
        tries=tries,
        looks=looks,
        actor=actor,
        until=until,
    )
