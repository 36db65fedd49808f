"""The one place that reads the time. Everything else is given it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, with its zone (UTC)."""
    return datetime.now(UTC)
