"""How often Instagram may be asked, and when a person may be written to there: as Meta has it."""

from __future__ import annotations

from palabre.connectors.graph.rules import LIMITS, MESSAGE_WINDOW, PRIVATE_REPLY_ONCE

WRITING = (MESSAGE_WINDOW, PRIVATE_REPLY_ONCE)
__all__ = ["LIMITS", "WRITING"]
