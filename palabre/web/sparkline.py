"""A small line that shows how something went."""

from __future__ import annotations

from collections.abc import Sequence


def draw_sparkline(steps: Sequence[int]) -> str:
    """Return the points of a line over the steps, 120 wide and 28 high."""
    most = max([*steps, 1])
    last = max(len(steps) - 1, 1)
    return " ".join(
        f"{place * 120 / last:.1f},{26 - count * 24 / most:.1f}"
        for place, count in enumerate(steps)
    )
