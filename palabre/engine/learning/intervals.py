"""How far figures from few examples can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, sqrt
from typing import Final

SURE: Final = 1.959964
"""The spread of a normal law that holds 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share that was counted, with what it may be in truth."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """Return the share, 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return between what the true share lies, in 95 of 100 cases (Wilson, 1927)."""
        if not self.of:
            return 0.0, 1.0
        spread = SURE * SURE / self.of
        middle = (self.value + spread / 2) / (1 + spread)
        part = self.value * (1 - self.value) / self.of + spread / self.of / 4
        reach = SURE * sqrt(part) / (1 + spread)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def tell(self) -> dict[str, float | int | list[float]]:
        """Return the share and its interval as they are written."""
        low, high = self.interval
        return {
            "share": round(self.value, 4),
            "interval": [round(low, 4), round(high, 4)],
            "right": self.right,
            "of": self.of,
        }


def judge_by_chance(better: int, worse: int) -> float:
    """Return how likely chance alone makes so many better out of those that differ, or more.

    It is McNemar's exact test, one side: of cases that two models decide otherwise, each is right
    in half when they are equally good.
    """
    differing = better + worse
    ways = sum(comb(differing, count) for count in range(better, differing + 1))
    return float(ways / 2**differing)
