"""What is wanted of a network: done by a verb it has, else a task for a person with the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from palabre.channels.events import ActSettled, ActsSettled
from palabre.channels.models import Account, ActState, OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.connectors.abilities import Abilities
from palabre.connectors.intents import USUAL, Mapped, map_intent
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Intent, Kind
from palabre.plumbing import events
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

FINISH = """
    update channels_outboxact set state = 'done', reason = 'by_hand', done_at = %s
    where workspace_id = %s and id = %s and state = 'by_hand' returning id
"""


@dataclass(frozen=True, slots=True)
class Intended:
    """What is wanted, of which account, towards what. The same `key` twice is the same act."""

    intent: Intent
    account: int
    network: str
    kind: Kind
    key: str
    actor: str
    target: Mapping[str, str] = field(default_factory=dict)
    message: int | None = None
    thread: int | None = None


def order_intents(
    workspace: int, intended: Sequence[Intended], *, now: datetime
) -> Mapping[str, Mapped]:
    """Order what is wanted, as the networks can do it; return what each became, by its key.

    What was asked stands beside what is done. Where there is no way, the act waits for a person.
    """
    mapped = {
        one.key: map_intent(one.intent, one.kind, abilities_of(one.network)) for one in intended
    }
    order_acts(workspace, [_wanted(one, mapped[one.key]) for one in intended], now=now)
    return mapped


def abilities_of(network: str) -> Abilities:
    """Return what a network lets a brand do."""
    return CONNECTORS[network].abilities


def _wanted(one: Intended, mapped: Mapped) -> Wanted:
    return Wanted(
        account=one.account,
        verb=mapped.verb or USUAL[one.intent][0],
        key=one.key,
        actor=one.actor,
        target={**one.target, "kind": one.kind.value},
        message=one.message,
        thread=one.thread,
        intent=one.intent,
        is_by_hand=mapped.is_by_hand,
    )


def list_tasks(workspace: int) -> Sequence[tuple[OutboxAct, Mapped]]:
    """Return what waits for a person's hand, the oldest first, with its reason and its steps."""
    found = OutboxAct.objects.filter(workspace_id=workspace, state=ActState.BY_HAND).order_by("id")
    networks = dict(Account.objects.filter(workspace_id=workspace).values_list("pk", "network"))
    return [
        (
            act,
            map_intent(
                Intent(act.intent),
                Kind(act.target.get("kind", Kind.COMMENT)),
                abilities_of(networks[act.account_id]),
            ),
        )
        for act in found
    ]


def finish_by_hand(*, workspace: int, act: int, by: str, now: datetime) -> None:
    """Note that a person has done on the network what no program could."""
    take_turn(workspace)
    with connection.cursor() as cursor:
        cursor.execute(FINISH, [now, workspace, act])
        if cursor.fetchone() is None:
            raise Refused("This task is not here, or is done already.", status=404)
    one = OutboxAct.objects.get(workspace_id=workspace, pk=act)
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
    detail = {"act": act, "intent": one.intent, "verb": one.verb}
    write_audit(workspace, [Entry(by, "by_hand", f"act:{act}", detail)], now=now)
