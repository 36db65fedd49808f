"""What a brand can do on any other source: nothing, since sources only tell."""

from __future__ import annotations

from palabre.connectors.contract import Abilities

ABILITIES = Abilities()
