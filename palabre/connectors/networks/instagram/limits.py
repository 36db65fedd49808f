"""How often Instagram may be asked, and when a person may be written to there.

Source: Meta's pages on rate limits (23 March 2026) and on the messaging window of Instagram.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.graph.rules import MESSAGE_WINDOW, PRIVATE_REPLY_ONCE
from palabre.connectors.limits import Limit
from palabre.connectors.words import Said

LIMITS = (
    Limit(
        "private_replies",
        Said("Private replies", "Réponses privées"),
        capacity=750,
        per=timedelta(hours=1),
    ),
    Limit("sending", Said("Messages", "Messages"), capacity=300, per=timedelta(seconds=1)),
)
WRITING = (MESSAGE_WINDOW, PRIVATE_REPLY_ONCE)
