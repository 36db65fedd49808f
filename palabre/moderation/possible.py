"""What a network can do of what a charter asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from palabre.channels.intents import abilities_of
from palabre.connectors.intents import map_intent
from palabre.engine.vocabulary import Act, Decision, Intent, Kind, Measure, Verb, Verdict

WANTED: Final[Mapping[Verb, Intent]] = {Verb.HIDE: Intent.CONCEAL, Verb.DELETE: Intent.REMOVE}
"""What a verdict's verb wants of the network."""
ACHIEVED: Final[Mapping[Verb, Verdict]] = {Verb.HIDE: Verdict.HIDE, Verb.DELETE: Verdict.DELETE}


def keep_possible(place: tuple[str, str], kind: Kind, decision: Decision) -> Decision:
    """Return a decision as its place, network and surface, can have it; else a person looks at it.

    What was asked for and is not done so stands among the measures: hiding where there is none,
    deleting where a message can only be hidden, the other way round in a live chat.
    """
    abilities = abilities_of(*place)
    verdict = decision.verdict
    acts: list[Act] = []
    missed: list[Measure] = []
    for act in decision.acts:
        intent = WANTED.get(act.verb)
        verb = map_intent(intent, kind, abilities).verb if intent else act.verb
        if intent and verb is not act.verb:
            missed.append(Measure(intent.value))
            verdict = ACHIEVED[verb] if verb else Verdict.REVIEW
        if verb and abilities.can(verb, kind):
            acts.append(replace(act, verb=verb))
    measures = (*missed, *decision.measures)
    return replace(decision, verdict=verdict, acts=tuple(acts), measures=measures)


def want_of(verb: Verb, decision: Decision) -> str:
    """Return what an act wanted: what was asked for and is done otherwise, or its own."""
    asked = {one.kind for one in decision.measures}
    missed = (intent for intent in WANTED.values() if intent in asked)
    return next(missed, WANTED.get(verb, ""))
