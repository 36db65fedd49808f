"""How often Trustpilot may be asked. It publishes no figures for private calls: this is ours."""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Limit
from palabre.connectors.words import Said

LIMITS = (
    Limit(
        "requests",
        Said("Requests an hour", "Requêtes par heure"),
        capacity=1000,
        per=timedelta(hours=1),
    ),
)
