"""Tell kinds of texts apart: multinomial logistic regression, held back towards nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from palabre.engine.learning.minimise import Numbers, minimise
from palabre.engine.learning.sparse import Places
from palabre.engine.learning.traits import Traits

_WARMTHS: Final = tuple(0.4 * 1.1**step for step in range(30))


@dataclass(frozen=True)
class Choice:
    """The weights of each trait for each kind, and how much each kind is favoured before."""

    weights: Numbers
    bias: Numbers

    def score(self, traits: Traits) -> Numbers:
        """Return a score for each text and kind, in log-odds up to a constant a text."""
        scores: Numbers = traits.times(self.weights) + self.bias
        return scores

    def warm(self, warmth: np.float32) -> Choice:
        """Return the same with all scores multiplied."""
        return Choice(self.weights * warmth, self.bias * warmth)


def blend(one: Choice, other: Choice) -> Choice:
    """Return the sum of two choices; the one that looks at fewer traits comes second."""
    weights = one.weights.copy()
    weights[: len(other.weights)] += other.weights
    return Choice(weights, one.bias + other.bias)


def find_warmth(scores: Numbers, kinds: Places) -> np.float32:
    """Return by what to multiply scores so that their chances come true as often as they say."""
    rows = np.arange(len(kinds))
    losses = [-soften(scores * warmth)[1][rows, kinds].mean() for warmth in _WARMTHS]
    return np.float32(_WARMTHS[int(np.argmin(losses))])


def learn_choice(
    traits: Traits, kinds: Places, count: int, *, strength: float, most: int = 60
) -> Choice:
    """Return what tells so many kinds apart; the greater the strength, the closer to examples."""
    texts = traits.height
    wanted = np.zeros((texts, count), dtype=np.float32)
    wanted[np.arange(texts), kinds] = 1
    held_back = np.float32(1 / (strength * texts))

    def measure(place: Numbers) -> tuple[float, Numbers]:
        weights, bias = place[:-1], place[-1]
        chances, logs = soften(traits.times(weights) + bias)
        value = -logs[np.arange(texts), kinds].mean() + 0.5 * held_back * np.vdot(weights, weights)
        wrong = (chances - wanted) / np.float32(texts)
        slope = np.vstack([traits.turned_times(wrong) + held_back * weights, wrong.sum(axis=0)])
        return float(value), slope

    place = minimise(measure, np.zeros((traits.width + 1, count), dtype=np.float32), most=most)
    return Choice(place[:-1], place[-1])


def soften(scores: Numbers) -> tuple[Numbers, Numbers]:
    """Return the chances of each kind and their logarithms, row by row."""
    logs = scores - scores.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    return np.exp(logs), logs
