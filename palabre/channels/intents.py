"""What is wanted of a network: done by a verb it has, else a task for a person with the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from palabre.channels.ends import cancel_ends, ending_of, replace_tasks, whom
from palabre.channels.models import OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.connectors.abilities import CONTRARY, Abilities
from palabre.connectors.intents import USUAL, Mapped, ends_by, explain_contrary, map_intent
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Intent, Kind, Verb


@dataclass(frozen=True, slots=True)
class Intended:
    """What is wanted, of which account, towards what. The same `key` twice is the same act.

    `seconds` is the length of a sanction, 0 for good, or a slow chat's pause between messages. It
    stands for `lasts` seconds, or until it is lifted when they are 0.
    """

    intent: Intent
    account: int
    network: str
    kind: Kind
    key: str
    actor: str
    target: Mapping[str, str] = field(default_factory=dict)
    message: int | None = None
    thread: int | None = None
    seconds: int = 0
    lasts: int = 0


def order_intents(
    workspace: int, intended: Sequence[Intended], *, now: datetime
) -> Mapping[str, Mapped]:
    """Order what is wanted, as the networks can do it; return what each became, by its key.

    What was asked stands beside what is done. Where a program has no way, the act waits for a
    person; where nobody has one, nothing is ordered. What the network would not end by itself is
    ended by a second act, ordered at once for when its time is over; of what a person does by hand,
    when it is done.
    """
    mapped = {one.key: map_for(one) for one in intended}
    known = OutboxAct.objects.filter(workspace_id=workspace, key__in=list(mapped))
    done = set(known.values_list("key", flat=True))
    fresh = [one for one in intended if one.key not in done and mapped[one.key].is_possible]
    against = [
        whom(USUAL[one.intent][0], one.account, one.target)
        for one in fresh
        if one.intent not in {Intent.CONCEAL, Intent.REMOVE}
    ]
    cancel_ends(workspace, against, now=now)
    replace_tasks(workspace, against, now=now)
    acts = [act for one in fresh for act in _list_acts(one, mapped[one.key])]
    order_acts(workspace, acts, now=now)
    return mapped


def map_for(one: Intended) -> Mapped:
    """Return what the network can do of what is wanted."""
    return map_intent(
        one.intent,
        one.kind,
        abilities_towards(one.network, one.target),
        seconds=one.seconds,
    )


def abilities_of(network: str, surface: str) -> Abilities:
    """Return what a network lets a brand do on a surface: a live chat has ways of its own."""
    return CONNECTORS[network].abilities_at(surface)


def abilities_towards(network: str, target: Mapping[str, str]) -> Abilities:
    """Return what a network lets a brand do to the target of an act."""
    return abilities_of(network, target.get("surface", ""))


def explain_task(act: OutboxAct, network: str) -> Mapped:
    """Return why an act waits for a person's hand, and the steps."""
    kind = Kind(act.target.get("kind", Kind.COMMENT))
    abilities = abilities_towards(network, act.target)
    intent, verb = Intent(act.intent), Verb(act.verb)
    if verb in CONTRARY.values():
        return explain_contrary(intent, verb, kind, abilities)
    return map_intent(intent, kind, abilities)


def _list_acts(one: Intended, mapped: Mapped) -> Iterator[Wanted]:
    """Yield the act that is wanted and, where the network does not end it, the act that does."""
    verb = mapped.verb or USUAL[one.intent][0]
    wanted = _wanted(one, verb, is_by_hand=mapped.is_by_hand)
    yield wanted
    end = ends_by(verb, one.kind, abilities_towards(one.network, one.target)) if one.lasts else None
    if end is not None and not mapped.is_by_hand:
        yield ending_of(wanted, end, one.lasts)


def _wanted(one: Intended, verb: Verb, *, is_by_hand: bool) -> Wanted:
    times = {"seconds": one.seconds, "lasts": one.lasts}
    lasting = {name: str(value) for name, value in times.items() if value}
    return Wanted(
        account=one.account,
        verb=verb,
        key=one.key,
        actor=one.actor,
        target={**one.target, "kind": one.kind.value, **lasting},
        message=one.message,
        thread=one.thread,
        intent=one.intent,
        is_by_hand=is_by_hand,
    )
