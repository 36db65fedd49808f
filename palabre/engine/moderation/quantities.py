"""Read the times, comparisons and modes that stand in a charter as texts."""

from __future__ import annotations

import re
from typing import Final

from palabre.engine.moderation.cases import Bounds

LONGEST_WINDOW: Final = 7 * 24 * 3600
"""Seconds over which messages may be counted."""

LONGEST: Final = 10 * 366 * 24 * 3600
"""Seconds that anything else may last."""

_TIME: Final = re.compile(r"([1-9]\d{0,5})\s?(s|m|h|d)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_BOUND: Final = re.compile(r"(>=|<=|>|<|≥|≤)?\s*(\d{1,6}(?:\.\d{1,6})?)\s*(%)?")
_SIGNS: Final = {"≥": ">=", "≤": "<=", None: ">="}


def read_time(text: str, most: int = LONGEST) -> int | None:
    """Return the seconds that a text such as 60s, 5m, 24h or 30d stands for."""
    match = _TIME.fullmatch(text)
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    return seconds if 0 < seconds <= most else None


def read_bound(text: str | int) -> Bounds | None:
    """Return the comparison that a text such as ">= 0.8" stands for; a number is the least."""
    match = _BOUND.fullmatch(str(text).strip())
    if match is None:
        return None
    value = float(match[2]) / (100 if match[3] else 1)
    return Bounds(_SIGNS.get(match[1]) or match[1], value)


def read_score(text: str | int) -> float | None:
    """Return a number from 0 to 1."""
    bound = read_bound(text)
    return bound.value if bound and bound.sign == ">=" and bound.value <= 1 else None
