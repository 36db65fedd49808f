"""Undoing what rules asked of the networks, once no message asks for it any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from palabre.channels.ends import END
from palabre.channels.lifting import LIFT, Lifting, lift_acts, list_paces, list_standing
from palabre.channels.models import OutboxAct
from palabre.connectors.abilities import CONTRARY
from palabre.engine.vocabulary import Intent, Verb
from palabre.inbox.queries import fetch

CHARTER: Final = "charter:"
"""How the name of an actor begins that is a charter."""
OF_MESSAGES: Final = frozenset({Intent.CONCEAL, Intent.REMOVE})
WINDOW: Final = timedelta(hours=1)
"""How long before an act was ordered a message may have been sent that asked for it too."""
KINDS: Final[Mapping[Intent, Sequence[str]]] = {
    Intent.RESTRAIN: ("timeout", "ban"),
    Intent.EXCLUDE: ("ban",),
    Intent.CALM: ("slow",),
}
"""The measures that keep up what was ordered."""
ONCE_ASKED: Final = """
    select distinct m.id, m.account_id, coalesce(i.external_id, '') as person, e ->> 'kind' as kind
    from inbox_message m
    join moderation_decision d on d.workspace_id = m.workspace_id and d.message_id = m.id
    cross join lateral jsonb_array_elements(d.measures) e
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::bigint[])
        and e ->> 'kind' in ('timeout', 'ban', 'slow')
"""
ASKED_BY_OTHERS: Final = """
    select 1 from inbox_message m
    join inbox_message o on o.workspace_id = m.workspace_id and o.id = %(message)s
    cross join lateral (
        select d.measures, d.at from moderation_decision d
        where d.workspace_id = m.workspace_id and d.message_id = m.id and d.charter <> ''
        order by d.id desc limit 1) d
    where m.workspace_id = %(workspace)s and m.id <> all(%(messages)s::bigint[])
        and m.{of} = o.{of} and m.sent_at > %(since)s
        and (m.reviewed_at is null or m.verdict <> 'allow')
        and exists (
            select from jsonb_array_elements(d.measures) e where e ->> 'kind' = any(%(kinds)s)
            and (e ->> 'kind' = 'slow' or (e ->> 'seconds')::bigint = 0
                or d.at + make_interval(secs => (e ->> 'seconds')::bigint) > %(now)s))
    limit 1
"""


def lift_measures(workspace: int, messages: Sequence[int], lifting: Lifting) -> None:
    """Undo what rules asked of the networks because of messages that a person approves."""
    lift_unasked(workspace, dict.fromkeys(messages, ()), lifting)


def lift_unasked(workspace: int, asked: Mapping[int, Collection[Intent]], lifting: Lifting) -> None:
    """Undo what messages asked for and ask for no more; `asked` is what each asks for now.

    What another message of the same person or place still asks for stands.
    """
    gone = _list_unasked(workspace, asked)
    messages = sorted({message for message, _ in gone})
    acts = {act.pk: act for _, act in gone}
    lifted = [
        act
        for act in acts.values()
        if Verb(act.verb) not in CONTRARY.values()
        and not _is_asked_by_others(workspace, act, messages, lifting.now)
    ]
    if lifted:
        lift_acts(workspace, lifted, lifting)


def last_acts(workspace: int, messages: Collection[int]) -> Mapping[tuple[int, str], OutboxAct]:
    """Return the last act that each message's decisions asked for, by message and intent.

    Hiding and deleting by the network's own verbs are not among them, but for tasks by hand.
    """
    found = OutboxAct.objects.filter(workspace_id=workspace, message_id__in=list(messages))
    found = found.filter(Q(actor__startswith=CHARTER) | Q(key__startswith=LIFT))
    by_hand = Q(key__endswith=f":{Intent.CONCEAL}") | Q(key__endswith=f":{Intent.REMOVE}")
    found = found.filter(Q(intent__in=list(KINDS)) | by_hand).exclude(key__endswith=END)
    return {(act.message_id or 0, act.intent): act for act in found.order_by("id")}


def _list_unasked(
    workspace: int, asked: Mapping[int, Collection[Intent]]
) -> Sequence[tuple[int, OutboxAct]]:
    """Return the messages and the acts of charters that stand because they asked once.

    An act may have been ordered for another message of the same person, and done for both.
    """
    own = last_acts(workspace, asked)
    found = [(message, act) for (message, _), act in own.items()]
    once = fetch(ONCE_ASKED, {"workspace": workspace, "messages": list(asked)})
    people = list_standing(workspace, {(one["account_id"], one["person"]) for one in once})
    paces = list_paces(workspace, {one["account_id"] for one in once if one["kind"] == "slow"})
    for one in once:
        is_pace = one["kind"] == "slow"
        who = (one["account_id"], one["person"])
        act = paces.get(one["account_id"]) if is_pace else people.get(who)
        if act is not None and act.intent and act.actor.startswith(CHARTER):
            found.append((one["id"], act))
    return [(message, act) for message, act in found if act.intent not in asked[message]]


def _is_asked_by_others(
    workspace: int, act: OutboxAct, messages: Sequence[int], now: datetime
) -> bool:
    intent = Intent(act.intent)
    if intent in OF_MESSAGES:
        return False
    of = "surface_id" if intent is Intent.CALM else "identity_id"
    values = {
        "workspace": workspace,
        "message": act.message_id,
        "messages": messages,
        "kinds": list(KINDS[intent]),
        "since": act.created_at - WINDOW,
        "now": now,
    }
    return bool(fetch(ASKED_BY_OTHERS.format(of=of), values))
