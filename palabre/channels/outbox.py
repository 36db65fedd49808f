"""Ordering acts: written in the transaction that wants them, done later by the sender."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from palabre.channels.events import ActSettled
from palabre.plumbing import stream

UNDO_SECONDS = 10
"""How long what a person sends can be taken back."""
INSERT = """
    insert into channels_outboxact (workspace_id, account_id, message_id, thread_id, verb, text,
        target, key, state, reason, detail, due_at, tries, looks, external_id, actor, created_at,
        intent)
    select %s, a, m, th, v, t, tg::jsonb, k, s, '', '', d, 0, 0, '', w, %s, i
    from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[])
        u (a, m, th, v, t, tg, k, d, w, i, s)
    on conflict (workspace_id, key) do nothing
    returning id, key
"""

ATTACH = """
    update channels_outboxact o set message_id = w.message, thread_id = w.thread
    from unnest(%s::text[], %s::bigint[], %s::bigint[]) w (key, message, thread)
    where o.workspace_id = %s and o.key = w.key and o.message_id is null
    returning o.id, o.account_id, o.message_id, o.thread_id, o.target ->> 'person', o.verb,
        o.state, o.text, o.external_id, o.actor, o.done_at
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act to order. `target` holds the network's ids: comment, person, surface."""

    account: int
    verb: str
    key: str
    actor: str
    target: Mapping[str, str]
    message: int | None = None
    thread: int | None = None
    text: str = ""
    delay: timedelta = field(default_factory=timedelta)
    intent: str = ""
    """What was wanted, when `verb` is what the network can do of it."""
    is_by_hand: bool = False
    """The network has no way: a person does it there, and says so."""


def order_acts(workspace: int, wanted: Sequence[Wanted], *, now: datetime) -> dict[str, int]:
    """Write acts to the outbox; return the ids of the new ones by key.

    A key that is there already is the same act, and nothing is added.
    """
    if not wanted:
        return {}
    columns: list[list[Any]] = [
        [one.account for one in wanted],
        [one.message for one in wanted],
        [one.thread for one in wanted],
        [one.verb for one in wanted],
        [one.text for one in wanted],
        [json.dumps(dict(one.target)) for one in wanted],
        [one.key for one in wanted],
        [now + one.delay for one in wanted],
        [one.actor for one in wanted],
        [one.intent for one in wanted],
        ["by_hand" if one.is_by_hand else "waiting" for one in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [workspace, now, *columns])
        ids = {key: id for id, key in cursor.fetchall()}
    stream.notify(stream.ACTS)
    return ids


def attach_acts(
    workspace: int, places: Mapping[str, tuple[int, int]], *, now: datetime
) -> list[ActSettled]:
    """Tie acts that were ordered before their message had a row to it, by their keys.

    `places` holds the rows of message and thread. Return the acts that are done already.
    """
    if not places:
        return []
    messages, threads = zip(*places.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ATTACH, [list(places), list(messages), list(threads), workspace])
        return [
            ActSettled(
                workspace=workspace,
                act=id,
                account=account,
                message=message,
                thread=thread,
                person=person or "",
                verb=verb,
                state="done",
                text=text,
                external_id=external_id,
                actor=actor,
                at=done_at or now,
            )
            for (id, account, message, thread, person, verb, state, text, external_id, actor,
                 done_at) in cursor.fetchall()
            if state == "done"
        ]  # fmt: skip


def cancel_acts(workspace: int, acts: Sequence[int], *, now: datetime) -> list[int]:
    """Take back acts that were not begun; return those that were still waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update channels_outboxact set state = 'cancelled', done_at = %s "
            "where workspace_id = %s and id = any(%s::bigint[]) "
            "and state in ('waiting', 'sign_in') and tries = 0 returning id",
            [now, workspace, list(acts)],
        )
        return [row[0] for row in cursor.fetchall()]
