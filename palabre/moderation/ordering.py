"""What rules ask of a network beside hiding: each thing ordered once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.channels.intents import Intended, order_intents
from palabre.channels.lifting import (
    NOT_ASKED,
    Lifting,
    covers,
    list_paces,
    list_standing,
)
from palabre.channels.models import ActState, OutboxAct
from palabre.connectors.abilities import CONTRARY
from palabre.engine.vocabulary import Decision, Intent, Measure, Verb
from palabre.inbox.measures import intent_of
from palabre.moderation.judge import Judged
from palabre.moderation.lifting import OF_MESSAGES, last_acts, lift_unasked


def ask_networks(workspace: int, judged: Sequence[Judged], *, by: str, now: datetime) -> None:
    """Order what decisions that were just taken ask for; lift what they ask for no more.

    What stands already, for this message or another of the same person, is not ordered again.
    """
    if not judged:
        return
    asked = {one.case.id: _list_asked(one.decision) for one in judged}
    lift_unasked(workspace, asked, Lifting(by, now))
    last = last_acts(workspace, list(asked))
    wanted = [
        one
        for each in judged
        if not each.case.is_deleted
        for one in _list_intended(each, asked[each.case.id], last, by)
    ]
    order_intents(workspace, _leave_out_covered(workspace, wanted, now), now=now)


def _list_asked(decision: Decision) -> Mapping[Intent, Measure]:
    """Return what a decision asks of the network, by intent.

    A time-out without an end is an exclusion, and an exclusion needs no time-out beside it.
    """
    asked: dict[Intent, Measure] = {}
    for measure in decision.measures:
        intent = intent_of(measure.kind, measure.seconds)
        if intent in OF_MESSAGES and decision.acts:
            continue  # it is done in a milder way
        if intent is not None:
            asked[intent] = measure
    if Intent.EXCLUDE in asked:
        asked.pop(Intent.RESTRAIN, None)
    return asked


def _list_intended(
    one: Judged, asked: Mapping[Intent, Measure], last: Mapping[tuple[int, str], OutboxAct], by: str
) -> Iterator[Intended]:
    """Yield what a decision asks for and was not ordered for this message already."""
    case = one.case
    target = {
        "comment": case.external_id,
        "person": case.message.author.id,
        "surface": case.surface,
    }
    for intent, measure in asked.items():
        is_known = not _is_free(last.get((case.id, intent)), measure.seconds)
        is_nobodys = intent in {Intent.RESTRAIN, Intent.EXCLUDE} and not target["person"]
        if not is_known and not is_nobodys:
            yield Intended(
                intent=intent,
                account=case.account,
                network=case.network,
                kind=case.message.kind,
                key=f"decision:{one.decision_id}:{intent}",
                actor=by,
                target=target,
                message=case.id,
                thread=case.thread,
                seconds=measure.seconds,
                lasts=measure.expires if intent is Intent.CALM else measure.seconds,
            )


def _is_free(act: OutboxAct | None, seconds: int) -> bool:
    """Say whether something may be ordered for a message after the last act of the same intent.

    It may when a rule took that one back or wants longer; not when a person or the network said
    no, nor because its time is over.
    """
    if act is None or Verb(act.verb) in CONTRARY.values():
        return True
    if act.state in {ActState.CANCELLED, ActState.REFUSED}:
        return act.reason == NOT_ASKED
    lasts = int(act.target.get("seconds") or 0)
    return bool(lasts and (not seconds or seconds > lasts))


def _leave_out_covered(
    workspace: int, wanted: Sequence[Intended], now: datetime
) -> Sequence[Intended]:
    """Return what does not stand already for the same person or chat, each once."""
    of_people = {(one.account, one.target["person"]) for one in wanted}
    standing = list_standing(workspace, of_people)
    paces = list_paces(workspace, {one.account for one in wanted if one.intent is Intent.CALM})
    fresh: dict[tuple[Any, ...], Intended] = {}
    for one in wanted:
        who: tuple[Any, ...] = (one.account, one.target["person"], one.intent)
        act = standing.get((one.account, one.target["person"]))
        if one.intent is Intent.CALM:
            who, act = (one.account, one.intent), paces.get(one.account)
        elif one.intent in OF_MESSAGES:
            who, act = (one.message, one.intent), None
        if act is not None and covers(act, one.intent, one.seconds, now):
            continue
        known = fresh.get(who)
        if known is None or _lasts_longer(one, known):
            fresh[who] = one
    return list(fresh.values())


def _lasts_longer(one: Intended, other: Intended) -> bool:
    return bool(other.seconds) and (not one.seconds or one.seconds > other.seconds)
