"""What became of acts: the next state of each, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from palabre.channels import quotas
from palabre.channels.events import ActSettled, ActsSettled
from palabre.channels.sending.claim import Claimed
from palabre.channels.standing import note_refusal
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import Seen
from palabre.plumbing import events
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

MOST_TRIES = 14
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
LIMIT_WAIT = timedelta(seconds=60)
ENDS = frozenset({"done", "refused"})
UPDATE = """
    update channels_outboxact o set state = u.state, reason = u.reason, detail = u.detail,
        due_at = u.due, looks = u.looks, external_id = u.external,
        done_at = case when u.state in ('done', 'refused') then %s::timestamptz end
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::int[],
        %s::text[]) u (id, state, reason, detail, due, looks, external)
    where o.workspace_id = %s and o.id = u.id and o.state = 'sending'
    returning o.id, o.message_id, o.thread_id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call made of an act."""

    act: Claimed
    external_id: str = ""
    error: ConnectorError | None = None
    is_looked: bool = False
    """The sender looked, and the act was not there."""
    is_tried: bool = False
    """The act itself was tried, not only looked for."""
    seen: Sequence[Seen] = ()
    """What the network's answers told of its limits."""
    until: datetime | None = None
    """A limit of the network is over: nothing was tried, and this is when it begins anew."""


@dataclass(frozen=True, slots=True)
class Next:
    """The state an act goes to."""

    state: str
    due: datetime
    reason: str = ""
    detail: str = ""
    looks: int = 0


def backoff(tries: int) -> timedelta:
    """Return the wait before the next try: doubled each time, up to a quarter of an hour."""
    return min(FIRST_WAIT * int(2 ** min(tries - 1, 10)), LONGEST_WAIT)


def next_state(outcome: Outcome, now: datetime) -> Next:
    """Return what an outcome makes of its act."""
    act, error = outcome.act, outcome.error
    if outcome.until is not None:
        return Next("unknown" if act.is_unknown else "waiting", outcome.until, "rate_limit")
    if outcome.is_looked:
        return Next("unknown", now + FIRST_WAIT, reason="no_answer", looks=act.looks + 1)
    if error is None:
        return Next("done", now)
    detail = error.detail[:1000]
    if error.failure == Failure.REFUSED:
        return Next("refused", now, error.reason, detail)
    if error.failure == Failure.SIGN_IN_AGAIN:
        looks = max(1, act.looks) if act.is_unknown else 0
        return Next("sign_in", now, error.reason, detail, looks)
    if act.tries >= MOST_TRIES:
        return Next("refused", now, "gave_up", detail)
    wait = error.wait or (LIMIT_WAIT if error.reason == "rate_limit" else backoff(act.tries))
    is_lost = error.failure == Failure.UNKNOWN or (act.is_unknown and not outcome.is_tried)
    looks = 0 if outcome.is_tried else act.looks
    return Next("unknown" if is_lost else "waiting", now + wait, error.reason, detail, looks)


def write_outcomes(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Write what became of acts, workspace by workspace, and announce those that are over."""
    by_workspace: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_workspace[outcome.act.workspace].append(outcome)
    for workspace, theirs in by_workspace.items():
        with workspace_scope([workspace]):
            _write(workspace, theirs, now)


def _write(workspace: int, outcomes: Sequence[Outcome], now: datetime) -> None:
    take_turn(workspace)
    states = [next_state(outcome, now) for outcome in outcomes]
    columns: list[list[Any]] = [
        [outcome.act.id for outcome in outcomes],
        [state.state for state in states],
        [state.reason for state in states],
        [state.detail for state in states],
        [state.due for state in states],
        [state.looks for state in states],
        [outcome.external_id for outcome in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [now, *columns, workspace])
        written = {act: (message, thread) for act, message, thread in cursor.fetchall()}
    for outcome, state in zip(outcomes, states, strict=True):
        _tell_account(workspace, outcome, state, now)
    told = [
        (_settled(outcome, state, written, now), state.reason)
        for outcome, state in zip(outcomes, states, strict=True)
        if outcome.act.id in written or state.state not in ENDS
    ]
    if told:
        events.announce(ActsSettled(workspace, [act for act, _ in told], now))
    over = [_entry(act, reason) for act, reason in told if act.state in ENDS]
    write_audit(workspace, over, now=now)


def _tell_account(workspace: int, outcome: Outcome, state: Next, now: datetime) -> None:
    if outcome.seen:
        quotas.tell(workspace, outcome.act.account, outcome.seen)
    if outcome.error is not None:
        act, used = outcome.act, outcome.act.credentials.secrets
        note_refusal(workspace, act.account, outcome.error, used=used, until=state.due, now=now)


def _settled(
    outcome: Outcome,
    state: Next,
    written: Mapping[int, tuple[int | None, int | None]],
    now: datetime,
) -> ActSettled:
    """Return how an act stands now; its message may have got a row since it was claimed."""
    act = outcome.act
    message, thread = written.get(act.id, (act.message, act.thread))
    return ActSettled(
        workspace=act.workspace,
        act=act.id,
        account=act.account,
        message=message,
        thread=thread,
        person=act.person,
        verb=act.order.verb,
        state=state.state,
        text=act.order.text,
        external_id=outcome.external_id,
        actor=act.actor,
        at=now,
    )


def _entry(act: ActSettled, reason: str) -> Entry:
    detail = {"act": act.act, "verb": act.verb, "external_id": act.external_id, "reason": reason}
    subject = f"thread:{act.thread}" if act.thread else f"act:{act.act}"
    if act.message:
        subject = f"message:{act.message}"
    return Entry(actor=act.actor, action=f"{act.verb}.{act.state}", subject=subject, detail=detail)
