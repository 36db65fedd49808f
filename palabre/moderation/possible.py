"""What a network can do of what a charter asks for."""

from __future__ import annotations

from dataclasses import replace

from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Decision, Kind, Verb, Verdict


def keep_possible(network: str, kind: Kind, decision: Decision) -> Decision:
    """Ask for a person's look where the network has no way to do what the verdict says."""
    can = CONNECTORS[network].abilities.can
    possible = tuple(act for act in decision.acts if can(act.verb, kind))
    lost = {act.verb for act in decision.acts} - {act.verb for act in possible}
    if lost.isdisjoint({Verb.HIDE, Verb.DELETE}):
        return replace(decision, acts=possible)
    return replace(decision, verdict=Verdict.REVIEW, acts=possible)
