"""Where the marks of a plot stand: shares of its width, pixels of its height."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import Any

from palabre.web.times import say_day

ABOVE = 150
"""Pixels for what was received; what was sent hangs below, at the same scale."""
HOUR = timedelta(hours=1)
LEAST_BELOW = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One mark: `x` and `width` in percent, `y` and `height` in pixels."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis, where it begins."""

    x: str
    words: str
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot ready to be drawn."""

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    top: int
    axis: int
    height: int
    busiest: Mapping[str, Any] | None


def draw_hours(
    hours: Sequence[Mapping[str, Any]], *, since: datetime, now: datetime, zone: tzinfo
) -> Plot:
    """Return the plot of the hours: received above the axis, its hidden part, sent below."""
    most = max((row["received"] for row in hours), default=0)
    most_sent = max((row["sent"] for row in hours), default=0)
    top = _round_up(max(most, 1))
    scale = ABOVE / top
    below = max(LEAST_BELOW, min(ABOVE, ceil(most_sent * scale)))
    sent_scale = min(scale, below / max(most_sent, 1))
    span = (now - since) / HOUR
    width = 100 / span
    bars = []
    for row in hours:
        x = max(0.0, (row["hour"] - since) / HOUR) * width
        for kind in ("received", "hidden"):
            if row[kind]:
                height = min(row[kind], row["received"] or row[kind]) * scale
                bars.append(_bar(kind, x, ABOVE - height, width, height))
        if row["sent"]:
            bars.append(_bar("sent", x, ABOVE + 1, width, row["sent"] * sent_scale))
    busiest = max(hours, key=lambda row: row["received"], default=None)
    return Plot(bars, _ticks(since, now, zone), top, ABOVE, ABOVE + below + 2, busiest)


def _bar(kind: str, x: float, y: float, width: float, height: float) -> Bar:
    return Bar(kind, f"{x:.3f}%", f"{y:.1f}", f"{width * 0.82:.3f}%", f"{max(height, 1.5):.1f}")


def _ticks(since: datetime, now: datetime, zone: tzinfo) -> list[Tick]:
    """Return the midnights of the zone."""
    first = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    ticks: list[Tick] = []
    for number in range(1, 9):
        at = (first + timedelta(days=number)).replace(tzinfo=zone)
        if at >= now:
            break
        x = (at - since) / (now - since) * 100
        words = say_day(at, zone, short=True)
        if x < 94:
            ticks.append(Tick(f"{x:.3f}%", words, bool(number % 2)))
    return ticks


def _round_up(number: int) -> int:
    """Return the next number that is easy to read: 1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if number <= step * size:
                return step * size
        size *= 10
