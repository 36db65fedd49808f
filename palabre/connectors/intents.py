"""From what is wanted to what a network can do: `conceal` becomes a verb, or a person's task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from palabre.connectors.abilities import CONTRARY, Abilities
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Intent, Kind, Verb

USUAL: Mapping[Intent, Sequence[Verb]] = {
    Intent.CONCEAL: (Verb.HIDE,),
    Intent.REMOVE: (Verb.DELETE, Verb.HIDE),
    Intent.RESTRAIN: (Verb.TIME_OUT, Verb.MUTE),
    Intent.EXCLUDE: (Verb.BAN, Verb.MUTE),
    Intent.CALM: (Verb.SLOW,),
}
"""The verbs of each intent, the best first. A milder one is done where the best is missing."""
NO_WAY = Said(
    "The network has no way to do this for a program.",
    "Le réseau n’offre aucun moyen de le faire à un programme.",
)
AS_IT_WAS_DONE = Said(
    "Open the account on the network, and take back there what was done.",
    "Ouvrez le compte sur le réseau, et annulez-y ce qui a été fait.",
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an intent becomes: a verb, or steps for a person with the reason."""

    intent: Intent
    verb: Verb | None = None
    why: Said | None = None
    steps: Sequence[Said] = ()

    @property
    def is_by_hand(self) -> bool:
        """Say whether a person has to do it."""
        return self.verb is None

    @property
    def is_possible(self) -> bool:
        """Say whether the desk or a person can do it at all."""
        return self.verb is not None or bool(self.steps)


def map_intent(intent: Intent, kind: Kind, abilities: Abilities, *, seconds: int = 0) -> Mapped:
    """Return the first verb of the intent that the network has for this kind of message.

    An exclusion of so many `seconds` is a time-out where the network has one that long.
    """
    verbs = abilities.intents.get(intent, USUAL[intent])
    if intent is Intent.EXCLUDE and seconds and _lasts(Verb.TIME_OUT, kind, abilities) >= seconds:
        verbs = (Verb.TIME_OUT, *verbs)
    for verb in verbs:
        if abilities.can(verb, kind):
            return Mapped(intent, verb)
    told = [abilities.why_not(verb, kind) for verb in (*verbs, *USUAL[intent])]
    reasons = [one for one in told if one is not None]
    if not reasons:
        return Mapped(intent, why=NO_WAY)
    reason = next((one for one in reasons if one.steps), reasons[0])
    return Mapped(intent, why=reason.why, steps=reason.steps)


def undo(
    intent: Intent, verb: Verb, kind: Kind, abilities: Abilities, *, by_hand: bool = False
) -> Mapped | None:
    """Return what undoes a verb that was done: a verb, or steps; None when nothing does.

    What was done `by_hand` is undone by hand.
    """
    contrary = CONTRARY.get(verb)
    if contrary is None or (by_hand and intent in {Intent.CONCEAL, Intent.REMOVE}):
        return None
    able = abilities.find(verb, kind)
    if able is not None and able.undone_by is not None and not by_hand:
        return Mapped(intent, able.undone_by)
    return explain_contrary(intent, contrary, kind, abilities)


def explain_contrary(intent: Intent, contrary: Verb, kind: Kind, abilities: Abilities) -> Mapped:
    """Return how a person undoes by hand what was done."""
    told = abilities.why_not(contrary, kind)
    steps = (told.steps if told else ()) or (AS_IT_WAS_DONE,)
    return Mapped(intent, why=told.why if told else NO_WAY, steps=steps)


@dataclass(frozen=True, slots=True)
class Ending:
    """The verb that ends another after its time, and whether only a person can do it."""

    verb: Verb
    is_by_hand: bool = False


def ends_by(verb: Verb, kind: Kind, abilities: Abilities) -> Ending | None:
    """Return what ends a verb after its time, where the network does not end it by itself."""
    able = abilities.find(verb, kind)
    if able is None or (able.longest and verb is not Verb.SLOW):
        return None
    contrary = able.undone_by or CONTRARY.get(verb)
    return Ending(contrary, is_by_hand=able.undone_by is None) if contrary else None


def _lasts(verb: Verb, kind: Kind, abilities: Abilities) -> int:
    able = abilities.find(verb, kind)
    return able.longest if able is not None else 0
