"""How often Google's business profiles may be asked.

Source: Google's page of quotas of the Business Profile APIs. Nobody is written to in private.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Limit
from palabre.connectors.words import Said

LIMITS = (
    Limit(
        "requests",
        Said("Requests a minute", "Requêtes par minute"),
        capacity=300,
        per=timedelta(minutes=1),
        is_shared=True,
    ),
)
