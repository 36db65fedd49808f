"""Tasks by hand: what no program can do on a network, and a person does there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from palabre.channels.ends import ending_of
from palabre.channels.events import ActsCancelled, ActSettled, ActsSettled
from palabre.channels.intents import explain_task
from palabre.channels.models import Account, ActState, OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.connectors.abilities import CONTRARY
from palabre.connectors.intents import Ending, Mapped
from palabre.engine.vocabulary import Verb
from palabre.plumbing import clock, events
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

BY_HAND: Final = "by_hand"
"""Why an act is done though the sender never sent it."""
DISMISSED: Final = "dismissed"
"""Why a task is cancelled: a person said that it is not needed."""
FINISH: Final = """
    update channels_outboxact set state = %s, reason = %s, done_at = %s
    where workspace_id = %s and id = %s and state = 'by_hand' returning id
"""
NOT_HERE: Final = "This task is not here, or is done already."


@dataclass(frozen=True, slots=True)
class Task:
    """An act that waits for a person's hand, with its account, the reason and the steps."""

    act: OutboxAct
    account: Account
    mapped: Mapped


def list_tasks(workspace: int, *, after: int = 0, most: int = 500) -> Sequence[Task]:
    """Return what waits for a person's hand, the oldest first, from beyond an act's number."""
    return explain_tasks(_list_due(workspace).filter(pk__gt=after).order_by("pk")[:most])


def explain_tasks(acts: Iterable[OutboxAct]) -> Sequence[Task]:
    """Return acts by hand with their accounts, the reasons and the steps."""
    found = list(acts)
    accounts = Account.objects.in_bulk({act.account_id for act in found})
    return [
        Task(act, account, explain_task(act, account.network))
        for act in found
        if (account := accounts.get(act.account_id)) is not None
    ]


def count_tasks(workspace: int) -> int:
    """Return how many acts wait for a person's hand."""
    return _list_due(workspace).count()


def _list_due(workspace: int) -> QuerySet[OutboxAct]:
    """Return what waits for a person's hand now: what is to be ended later comes at its time."""
    waiting = OutboxAct.objects.filter(workspace_id=workspace, state=ActState.BY_HAND)
    return waiting.filter(due_at__lte=clock.now())


def finish_by_hand(*, workspace: int, act: int, by: str, now: datetime) -> OutboxAct:
    """Note that a person has done on the network what no program could.

    What was done for a time is asked to be undone when that is over.
    """
    one = _end(workspace, act, ActState.DONE, BY_HAND, now)
    ending = _end_of(one, by)
    if ending is not None:
        order_acts(workspace, [ending], now=now)
    settled = ActSettled(
        workspace=workspace,
        act=one.pk,
        account=one.account_id,
        message=one.message_id,
        thread=one.thread_id,
        person=one.target.get("person", ""),
        verb=one.verb,
        state=ActState.DONE,
        text=one.text,
        external_id="",
        actor=by,
        at=now,
    )
    events.announce(ActsSettled(workspace, [settled], now))
    _note(one, "by_hand", by, now)
    return one


def _end_of(act: OutboxAct, by: str) -> Wanted | None:
    """Return the task that ends what was done by hand, when it was done for a time."""
    contrary, lasts = CONTRARY.get(Verb(act.verb)), int(act.target.get("lasts") or 0)
    if contrary is None or not lasts:
        return None
    done = Wanted(
        account=act.account_id,
        verb=act.verb,
        key=act.key,
        actor=by,
        target=act.target,
        message=act.message_id,
        thread=act.thread_id,
        intent=act.intent,
    )
    return ending_of(done, Ending(contrary, is_by_hand=True), lasts)


def dismiss_task(*, workspace: int, act: int, by: str, now: datetime) -> OutboxAct:
    """Put a task aside that is not needed; the rule that asked does not ask again for it."""
    one = _end(workspace, act, ActState.CANCELLED, DISMISSED, now)
    events.announce(ActsCancelled(workspace, [act]))
    _note(one, "dismiss", by, now)
    return one


def _end(workspace: int, act: int, state: ActState, reason: str, now: datetime) -> OutboxAct:
    take_turn(workspace)
    with connection.cursor() as cursor:
        cursor.execute(FINISH, [state, reason, now, workspace, act])
        if cursor.fetchone() is None:
            is_known = OutboxAct.objects.filter(workspace_id=workspace, pk=act).exists()
            raise Refused(NOT_HERE, status=409 if is_known else 404)
    return OutboxAct.objects.get(workspace_id=workspace, pk=act)


def _note(one: OutboxAct, action: str, by: str, now: datetime) -> None:
    detail = {"act": one.pk, "intent": one.intent, "verb": one.verb}
    write_audit(one.workspace_id, [Entry(by, action, f"act:{one.pk}", detail)], now=now)
