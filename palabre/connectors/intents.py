"""From what is wanted to what a network can do: `conceal` becomes a verb, or a person's task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from palabre.connectors.abilities import Abilities
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


def map_intent(intent: Intent, kind: Kind, abilities: Abilities) -> Mapped:
    """Return the first verb of the intent that the network has for this kind of message."""
    verbs = abilities.intents.get(intent, USUAL[intent])
    for verb in verbs:
        if abilities.can(verb, kind):
            return Mapped(intent, verb)
    told = (abilities.why_not(verb, kind) for verb in (*verbs, *USUAL[intent]))
    reason = next((one for one in told if one is not None), None)
    if reason is None:
        return Mapped(intent, why=NO_WAY)
    return Mapped(intent, why=reason.why, steps=reason.steps)
