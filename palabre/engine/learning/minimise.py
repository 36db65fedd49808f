"""Find where a smooth function of many numbers is least, with its slope alone.

The method is L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4): the last few steps
tell how the slope bends, so that a few dozen steps do what plain descent does in thousands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Slope = Callable[[Numbers], tuple[float, Numbers]]
"""Gives the value at a place, and the slope there."""

_REMEMBERED: Final = 5
_ENOUGH: Final = 1e-4
"""The share of the promised gain that a step must bring."""
_SHORTEST: Final = 1e-6
_PATIENCE: Final = 3


def minimise(measure: Slope, start: Numbers, *, most: int = 60, until: float = 1e-3) -> Numbers:
    """Return a place where the function is nearly least, after at most so many steps.

    It ends when some steps in a row gain less than the share `until` of the value each: a single
    step, the first above all, may be short.
    """
    place, (value, slope) = start, measure(start)
    steps: list[tuple[Numbers, Numbers]] = []
    idle = 0
    for _ in range(most):
        way = _choose_way(slope, steps)
        promised = float(np.vdot(way, slope))
        length = 1.0 if steps else 1.0 / max(1.0, float(np.linalg.norm(slope)))
        while length > _SHORTEST:
            reached = place + np.float32(length) * way
            new_value, new_slope = measure(reached)
            if new_value <= value + _ENOUGH * length * promised:
                break
            length /= 2
        else:
            return place
        moved, bent = reached - place, new_slope - slope
        if float(np.vdot(moved, bent)) > 0:
            steps = [*steps[-_REMEMBERED + 1 :], (moved, bent)]
        idle = idle + 1 if value - new_value <= until * max(abs(value), 1e-9) else 0
        place, value, slope = reached, new_value, new_slope
        if idle == _PATIENCE:
            break
    return place


def _choose_way(slope: Numbers, steps: list[tuple[Numbers, Numbers]]) -> Numbers:
    """Return the way down, bent by what the last steps told."""
    way = -slope
    shares = []
    for moved, bent in reversed(steps):
        share = np.vdot(moved, way) / np.vdot(moved, bent)
        shares.append(share)
        way = way - share * bent
    if steps:
        moved, bent = steps[-1]
        way = way * (np.vdot(moved, bent) / np.vdot(bent, bent))
    for (moved, bent), share in zip(steps, reversed(shares), strict=True):
        way = way + (share - np.vdot(bent, way) / np.vdot(moved, bent)) * moved
    down: Numbers = way
    return down
