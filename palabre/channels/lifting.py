"""Undoing what was ordered against people and chats, and how they stand there at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from palabre.channels.ends import cancel_ends, whom, without_times
from palabre.channels.intents import abilities_towards
from palabre.channels.models import Account, ActState, OutboxAct
from palabre.channels.outbox import Wanted, cancel_acts, order_acts
from palabre.channels.tasks import BY_HAND
from palabre.connectors.abilities import CONTRARY
from palabre.connectors.intents import undo
from palabre.engine.vocabulary import Intent, Kind, Verb

LIFT: Final = "lift:"
"""How the key of an act that undoes another begins; the other's id follows."""
NOT_ASKED: Final = "not_asked"
"""Why an act is cancelled: the rule that asked for it asks no more."""
NOT_BEGUN: Final = (ActState.WAITING, ActState.SIGN_IN)
STANDING: Final = """
    select o.* from channels_outboxact o
    join unnest(%s::bigint[], %s::text[]) w (account, person)
        on o.account_id = w.account and o.target ->> 'person' = w.person
    where o.workspace_id = %s and o.verb in ('ban', 'time_out', 'mute', 'unban', 'unmute')
        and o.state in ('waiting', 'sending', 'unknown', 'sign_in', 'done', 'by_hand')
        and not (o.key like '%%:end' and o.state in ('waiting', 'by_hand'))
    order by o.id
"""
PACE: Final = """
    select o.* from channels_outboxact o
    where o.workspace_id = %s and o.account_id = any(%s::bigint[]) and o.verb in ('slow', 'unslow')
        and o.state in ('waiting', 'sending', 'unknown', 'sign_in', 'done', 'by_hand')
        and not (o.key like '%%:end' and o.state in ('waiting', 'by_hand'))
    order by o.id
"""


@dataclass(frozen=True, slots=True)
class Lifting:
    """What lifts acts: who, when, after what pause; `batch` names the bulk order that it is of."""

    by: str
    now: datetime
    delay: timedelta = timedelta(0)
    batch: str = ""


def lift_acts(workspace: int, acts: Sequence[OutboxAct], lifting: Lifting) -> None:
    """Undo acts as far as the network can: those not begun never happen.

    What is over needs no undoing. What only a person can undo becomes a task by hand.
    """
    waiting = [act.pk for act in acts if act.state in NOT_BEGUN and not act.tries]
    cancelled = set(cancel_acts(workspace, waiting, now=lifting.now))
    tasks = {act.pk for act in acts if act.state == ActState.BY_HAND}
    _tell_why(workspace, cancelled, ActState.WAITING, lifting)
    _tell_why(workspace, tasks, ActState.BY_HAND, lifting)
    begun = [act for act in acts if act.pk not in cancelled and act.pk not in tasks]
    standing = [act for act in begun if not is_over(act, lifting.now)]
    against = (whom(act.verb, act.account_id, act.target) for act in acts)
    ends = cancel_ends(workspace, against, now=lifting.now)
    by_hand = {end for end, was in ends.items() if was == ActState.BY_HAND}
    _tell_why(workspace, ends.keys() - by_hand, ActState.WAITING, lifting)
    _tell_why(workspace, by_hand, ActState.BY_HAND, lifting)
    networks = _networks_of(standing)
    wanted = [_contrary(act, networks[act.account_id], lifting) for act in standing]
    order_acts(workspace, [one for one in wanted if one is not None], now=lifting.now)


def restore_lifted(workspace: int, batch: str, *, now: datetime) -> None:
    """Take back what a bulk order lifted, as far as its lifting has not begun."""
    acts = OutboxAct.objects.filter(workspace_id=workspace)
    lifts = acts.filter(key__startswith=LIFT, key__endswith=f":{batch}", tries=0)
    lifts.filter(state__in=(*NOT_BEGUN, ActState.BY_HAND)).update(
        state=ActState.CANCELLED, reason=NOT_ASKED, done_at=now
    )
    for state in (ActState.WAITING, ActState.BY_HAND):
        found = acts.filter(state=ActState.CANCELLED, detail=f"{batch}:{state}")
        found.update(state=state, reason="", detail="", done_at=None)


def _tell_why(workspace: int, acts: Iterable[int], was: ActState, lifting: Lifting) -> None:
    """Cancel acts that are asked for no more; a bulk order keeps how they were."""
    OutboxAct.objects.filter(workspace_id=workspace, pk__in=list(acts)).update(
        state=ActState.CANCELLED,
        reason=NOT_ASKED,
        detail=f"{lifting.batch}:{was}" if lifting.batch else "",
        done_at=lifting.now,
    )


def is_over(act: OutboxAct, now: datetime) -> bool:
    """Say whether what was done has ended by itself, or was never done."""
    if act.state in {ActState.REFUSED, ActState.CANCELLED}:
        return True
    lasts = _read(act, "lasts")
    if not lasts or act.done_at is None:
        return False
    return act.done_at + timedelta(seconds=lasts) <= now


def covers(act: OutboxAct, intent: Intent, seconds: int, now: datetime) -> bool:
    """Say whether what stands already does what is wanted, at least as strictly and as long."""
    if act.verb in CONTRARY.values() or is_over(act, now):
        return False
    if intent is Intent.EXCLUDE and act.verb != Verb.BAN and act.intent != Intent.EXCLUDE:
        return False
    known = _read(act, "seconds")
    return not known or bool(seconds and known >= seconds)


def list_standing(
    workspace: int, persons: Iterable[tuple[int, str]]
) -> Mapping[tuple[int, str], OutboxAct]:
    """Return the last act for or against each person, by account and id there."""
    known = sorted({one for one in persons if one[1]})
    if not known:
        return {}
    accounts, ids = zip(*known, strict=True)
    found = OutboxAct.objects.raw(STANDING, [list(accounts), list(ids), workspace])
    return {(act.account_id, act.target["person"]): act for act in found}


def list_paces(workspace: int, accounts: Iterable[int]) -> Mapping[int, OutboxAct]:
    """Return the last act that set the pace of each account's chat."""
    known = sorted(set(accounts))
    found = OutboxAct.objects.raw(PACE, [workspace, known]) if known else ()
    return {act.account_id: act for act in found}


def _read(act: OutboxAct, name: str) -> int:
    return int(act.target.get(name) or 0)


def _networks_of(acts: Iterable[OutboxAct]) -> Mapping[int, str]:
    accounts = {act.account_id for act in acts}
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "network"))


def _contrary(act: OutboxAct, network: str, lifting: Lifting) -> Wanted | None:
    """Return what undoes an act that was begun or done, if anything does."""
    if act.verb in CONTRARY.values():
        return None
    intent, kind = Intent(act.intent), Kind(act.target.get("kind", Kind.COMMENT))
    verb, is_by_hand = Verb(act.verb), act.reason == BY_HAND
    abilities = abilities_towards(network, act.target)
    mapped = undo(intent, verb, kind, abilities, by_hand=is_by_hand)
    if mapped is None:
        return None
    return Wanted(
        account=act.account_id,
        verb=mapped.verb or CONTRARY[verb],
        key=f"{LIFT}{act.pk}" + (f":{lifting.batch}" if lifting.batch else ""),
        actor=lifting.by,
        target=without_times(act.target),
        message=act.message_id,
        thread=act.thread_id,
        delay=lifting.delay,
        intent=intent,
        is_by_hand=mapped.is_by_hand,
    )
