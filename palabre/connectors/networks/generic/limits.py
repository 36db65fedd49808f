"""Any other source only tells: nothing is asked of it, and nobody is written to there."""

from __future__ import annotations

from palabre.connectors.limits import Limit
from palabre.connectors.writing import WritingRule

LIMITS: tuple[Limit, ...] = ()
WRITING: tuple[WritingRule, ...] = ()
