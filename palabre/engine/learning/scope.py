"""Tell what is out of scope from what is in: by how clearly a text asks for one of the intents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.minimise import Numbers, minimise

REFUSED: Final = 0.03
"""The share of texts in scope that may be taken for out of scope, at most."""

LEAST_REFUSED: Final = 0.01
"""The share that is always refused: unknown texts may be more alike than the known ones."""

HELD: Final = 0.97
"""The share of known texts out of scope that is enough to hold back: no more is refused for it."""

SIGNS: Final = 4
_HELD_BACK: Final = 1e-3


def list_signs(scores: Numbers, likeness: Numbers | None) -> Numbers:
    """Return what tells of scope, a row a text, from the scores of its intents and of "none".

    They are: how likely the best intent is, how far it stands above the others, how far it
    stands above "none", and how much the text is like the examples of some intent.
    """
    inside = scores[:, :-1]
    best = inside.max(axis=1)
    above_all = np.log(np.exp(scores - best[:, None]).sum(axis=1))
    columns = [-above_all, best - inside.mean(axis=1), best - scores[:, -1]]
    columns.append(np.zeros_like(best) if likeness is None else likeness)
    signs: Numbers = np.stack(columns, axis=1).astype(np.float32)
    return signs


@dataclass(frozen=True)
class Scope:
    """How the signs are weighed, and the chance of being in scope below which a text is out."""

    middle: Numbers
    spread: Numbers
    weights: Numbers
    threshold: float

    def judge(self, signs: Numbers) -> Numbers:
        """Return for each text the chance that it is in scope."""
        raw = (signs - self.middle) / self.spread @ self.weights[:-1] + self.weights[-1]
        chances: Numbers = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
        return chances


def learn_scope(
    signs: Numbers, is_inside: npt.NDArray[np.bool_], weights: Numbers, *, refused: float = REFUSED
) -> Scope:
    """Return what tells scope from signs of texts that the intents were not learned from.

    Texts in scope weigh as much as all others together. The threshold refuses at most the share
    `refused` of those in scope, and fewer when that holds back nearly all that is out of scope, but
    some in any case.
    """
    middle, spread = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-3)
    rows = np.hstack([(signs - middle) / spread, np.ones((len(signs), 1))]).astype(np.float32)
    side = np.where(is_inside, 1, -1).astype(np.float32)
    share = np.where(is_inside, weights / weights[is_inside].sum(), 0)
    share = np.where(is_inside, share, weights / max(weights[~is_inside].sum(), 1e-9)) / 2

    def measure(place: Numbers) -> tuple[float, Numbers]:
        margins = side * (rows @ place)
        value = (share * np.logaddexp(0, -margins)).sum() + _HELD_BACK / 2 * place @ place
        wrong = -side * share / (1 + np.exp(np.clip(margins, -30, 30)))
        return float(value), (rows.T @ wrong + _HELD_BACK * place).astype(np.float32)

    found = minimise(measure, np.zeros(SIGNS + 1, dtype=np.float32), most=100, until=1e-6)
    scope = Scope(middle.astype(np.float32), spread.astype(np.float32), found, 0.0)
    chances = scope.judge(signs)
    most = float(np.quantile(chances[is_inside], refused))
    enough = _weigh_quantile(chances[~is_inside], weights[~is_inside], HELD)
    threshold = max(float(np.quantile(chances[is_inside], LEAST_REFUSED)), min(most, enough))
    return Scope(scope.middle, scope.spread, scope.weights, threshold)


def _weigh_quantile(values: Numbers, weights: Numbers, share: float) -> float:
    """Return the value below which that share of the weight lies."""
    order = np.argsort(values)
    reached = np.searchsorted(np.cumsum(weights[order]), share * weights.sum())
    return float(values[order[min(reached, len(order) - 1)]])
