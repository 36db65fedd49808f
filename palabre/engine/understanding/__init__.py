"""Understand a message: language, what may be wrong with it, sentiment, intent, urgency."""

from __future__ import annotations

from palabre.engine.understanding.reading import Understanding
from palabre.engine.understanding.understood import Understood, Urgency

__all__ = ["Understanding", "Understood", "Urgency"]
