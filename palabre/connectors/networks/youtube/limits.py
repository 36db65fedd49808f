"""What YouTube lets a program spend in a day. There is nobody to write to in private.

Source: YouTube Data API, quota costs: 10,000 units a day for the whole application, anew at
midnight in California; reading costs 1, writing 50.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Limit
from palabre.connectors.words import Said

UNITS = Limit(
    "units",
    Said("Units a day", "Unités par jour"),
    capacity=10_000,
    per=timedelta(days=1),
    zone="America/Los_Angeles",
    is_shared=True,
)
LIMITS = (UNITS,)
READ, WRITE = {"units": 1}, {"units": 50}
