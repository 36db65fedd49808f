"""Turn raw scores into chances, decided at 0.5, on examples the model had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from palabre.engine.understanding.vocabulary import HEADS, INTENTS, LABELS, SENTIMENTS
from training.examples import Example

MOST_FALSE_ALARMS = {
    "self_harm": 0.01,
    "threat": 0.01,
    "sexual": 0.01,
    "spam": 0.005,
    "doxxing": 0.005,
    "profanity": 0.02,
    "harassment": 0.03,
    "urgent": 0.01,
}
"""The share of clean messages of the banks and corpora on which a label may fire at most."""

GROUPS = ("fr", "en", "other")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What to multiply raw scores by, and what to add, by language then head."""

    slope: npt.NDArray[np.float64]
    shift: npt.NDArray[np.float64]

    def apply(self, raw: npt.NDArray[np.float64], langs: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return log-odds; a label is decided above 0."""
        rows = [group_of(lang) for lang in langs]
        scaled: npt.NDArray[np.float64] = raw * self.slope + self.shift[rows]
        return scaled


def group_of(lang: str) -> int:
    """Return the row of the calibration for a language."""
    return GROUPS.index(lang) if lang in GROUPS else 2


def calibrate(
    examples: list[Example], targets: npt.NDArray[np.float64], raw: npt.NDArray[np.float64]
) -> Calibration:
    """Return the calibration: one slope a head, one shift a head and language."""
    slope = np.ones(len(HEADS))
    shift = np.zeros((len(GROUPS), len(HEADS)))
    groups = np.array([group_of(example.lang) for example in examples])
    weights = np.array([example.weight for example in examples])
    for column, head in enumerate(HEADS):
        if head in LABELS or head == "urgent":
            known = ~np.isnan(targets[:, column])
            if len(np.unique(targets[known, column])) < 2:
                continue
            slope[column], shift[:, column] = _calibrate_head(
                raw[known, column],
                targets[known, column] >= 0.5,
                groups[known],
                weights[known],
                MOST_FALSE_ALARMS.get(head),
            )
    for names in (SENTIMENTS, INTENTS):
        columns = [HEADS.index(name) for name in names]
        known = ~np.isnan(targets[:, columns]).any(axis=1)
        temperature = _find_temperature(
            raw[np.ix_(known, columns)], targets[np.ix_(known, columns)]
        )
        slope[columns] = temperature
    return Calibration(slope, shift)


def _calibrate_head(
    raw: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.bool_],
    groups: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
    most: float | None,
) -> tuple[float, npt.NDArray[np.float64]]:
    """Fit the chance of being right; then move what is decided until few clean ones fire."""
    features = np.column_stack([raw, *(groups == group for group in (0, 1))])
    model = LogisticRegression(C=10.0).fit(features, wanted, sample_weight=weights)
    slope = max(float(model.coef_[0][0]), 0.05)
    shifts = np.full(3, float(model.intercept_[0]))
    shifts[:2] += model.coef_[0][1:]
    for group in range(3):
        clean = raw[~wanted & (groups == group)]
        if most is not None and len(clean) > 200:
            bar = float(np.quantile(clean, 1 - most))
            shifts[group] = min(shifts[group], -slope * bar)
    return slope, shifts


def _find_temperature(raw: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> float:
    """Return the slope under which the chances of a choice are least surprised."""
    best, least = 1.0, np.inf
    for slope in np.geomspace(0.3, 3.0, 24):
        scaled = raw * slope
        top = scaled.max(axis=1)
        surprise = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        value = float((surprise - (scaled * wanted).sum(axis=1)).mean())
        if value < least:
            best, least = float(slope), value
    return best
