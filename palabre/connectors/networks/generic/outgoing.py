"""What a brand can do on any other source: nothing, since sources only tell."""

from __future__ import annotations

from palabre.connectors.abilities import Abilities, Ability, Feature

ABILITIES = Abilities(
    able=(
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
    )
)
