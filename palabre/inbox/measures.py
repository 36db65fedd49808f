"""What rules asked for beside acts on a message, in words: what became of it, or who is left it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palabre.channels.models import OutboxAct
from palabre.connectors.abilities import CONTRARY, Abilities
from palabre.connectors.intents import map_intent
from palabre.engine.moderation.rules import Plan
from palabre.engine.vocabulary import Intent, Kind, Verb
from palabre.inbox.verb_words import NAMES

DONE_HERE: Final = frozenset({"strike", "label"})
"""What the desk does by itself; heat is counted, and nobody needs to hear of it."""
WORDS: Final[Mapping[str, str | Promise]] = {
    "strike": gettext_lazy("strikes given to the author: %(amount)s"),
    "label": gettext_lazy("author noted as “%(name)s”"),
    "timeout": gettext_lazy("time the author out for %(time)s"),
    "ban": gettext_lazy("ban the author for %(time)s"),
    "queue": gettext_lazy("put it in the queue “%(name)s”"),
    "notify": gettext_lazy("tell “%(name)s”"),
    "slow": gettext_lazy("slow the chat to a message every %(time)s"),
    "conceal": gettext_lazy("hide the message"),
    "remove": gettext_lazy("delete the message"),
}


INTENTS: Final[Mapping[str, Intent]] = {
    "timeout": Intent.RESTRAIN,
    "ban": Intent.EXCLUDE,
    "slow": Intent.CALM,
    "conceal": Intent.CONCEAL,
    "remove": Intent.REMOVE,
}
"""What is wanted of the network by the kinds of measures that it is asked for."""


def intent_of(kind: str, seconds: int) -> Intent | None:
    """Return what a measure wants of the network; a time-out without an end is an exclusion."""
    if kind == "timeout" and not seconds:
        return Intent.EXCLUDE
    return INTENTS.get(kind)


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure in words, whether it is left to a person, and why nobody can do it there."""

    text: str
    is_left: bool
    why: str = ""


def show_measures(
    measures: Iterable[Mapping[str, Any]], kind: Kind, abilities: Abilities
) -> list[ShownMeasure]:
    """Return what a decision asked for on such a message, what is left to people first."""
    shown = [_show(one, kind, abilities) for one in measures if one["kind"] in WORDS]
    return sorted(shown, key=lambda one: not one.is_left)


def _show(measure: Mapping[str, Any], kind: Kind, abilities: Abilities) -> ShownMeasure:
    intent = intent_of(measure["kind"], measure["seconds"])
    if intent is None:
        return ShownMeasure(_say(measure), measure["kind"] not in DONE_HERE)
    mapped = map_intent(intent, kind, abilities, seconds=measure["seconds"])
    why = None if mapped.is_possible else mapped.why
    said = why.into(get_language() or "en") if why else ""
    return ShownMeasure(_say(measure), mapped.is_by_hand and mapped.is_possible, said)


def say_by_hand(act: OutboxAct) -> str:
    """Return what a person is to do on the network, and for how long."""
    if not act.intent or Verb(act.verb) in CONTRARY.values():
        return str(NAMES[act.verb])
    kinds = {wish: kind for kind, wish in INTENTS.items()}
    seconds = int(act.target.get("seconds") or 0)
    time = say_duration(seconds) if seconds else ""
    return _put(kinds[Intent(act.intent)], 0, "", time)


def say_plan(plan: Plan) -> str:
    """Return what a rule asks for, with every step of its ladder."""
    times = ", ".join(say_duration(step) for step in plan.ladder if step)
    return _put(plan.kind, plan.amount, plan.name, times)


def _say(measure: Mapping[str, Any]) -> str:
    time = say_duration(measure["seconds"]) if measure["seconds"] else ""
    return _put(measure["kind"], measure["amount"], measure["name"], time)


def _put(kind: str, amount: int, name: str, time: str) -> str:
    if kind in {"timeout", "ban"} and not time:
        return _("ban the author for good")
    return str(WORDS[kind]) % {"amount": amount or 1, "name": name, "time": time}


def say_duration(seconds: int) -> str:
    """Return a time in its largest whole unit."""
    for size, words in ((86_400, _("{n} d")), (3600, _("{n} h")), (60, _("{n} min"))):
        if seconds % size == 0:
            return words.format(n=seconds // size)
    return _("{n} s").format(n=seconds)
