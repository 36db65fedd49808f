"""The last 24 hours as a strip above the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

HOUR = timedelta(hours=1)
HOURS = 24
HEIGHT = 24
"""Pixels."""


@dataclass(frozen=True, slots=True)
class HourBar:
    """One hour: `x` in steps of five, `height` and `hidden` in pixels."""

    x: int
    height: float
    hidden: float


def draw_day(hours: Sequence[Mapping[str, Any]], *, now: datetime) -> list[HourBar]:
    """Return 24 bars, the present hour last; an hour with anything is at least 1.5 px high."""
    first = now.replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * HOUR
    by_hour = {row["hour"]: row for row in hours}
    most = max((row["received"] for row in hours), default=0) or 1
    bars = []
    for number in range(HOURS):
        row = by_hour.get(first + number * HOUR)
        received, hidden = (row["received"], row["hidden"]) if row else (0, 0)
        height = max(1.5, HEIGHT * received / most) if received else 0.5
        share = min(1.0, hidden / received) if received else 0.0
        bars.append(HourBar(number * 5, round(height, 1), round(height * share, 1)))
    return bars
