"""Print how good the model is on what it had not seen, by source, language and label."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.vocabulary import HEADS, INTENTS, LABELS, SENTIMENTS
from training.calibrate import Calibration
from training.examples import Example

if TYPE_CHECKING:
    from training.train import Prepared


def report(
    prepared: Prepared,
    raw: npt.NDArray[np.float64],
    calibration: Calibration,
    development: tuple[list[Example], npt.NDArray[np.float64]],
) -> None:
    """Print macro-F1, precision and recall with the number of examples."""
    langs = [example.lang for example in prepared.examples]
    report_all(prepared.examples, prepared.targets, calibration.apply(raw, langs))
    examples, seen = development
    told = calibration.apply(seen, [example.lang for example in examples])
    wanted = np.array([example.targets["toxic"] for example in examples])
    _report_head(
        "toxic", [e.source + "/en" for e in examples], wanted, told[:, HEADS.index("toxic")]
    )


def report_all(
    examples: list[Example], targets: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]
) -> None:
    """Print how good calibrated scores are, head by head and source by source."""
    sources = [f"{example.source}/{example.lang}" for example in examples]
    for head in (*LABELS, "urgent"):
        column = HEADS.index(head)
        _report_head(head, sources, targets[:, column], scores[:, column])
    for title, names in (("sentiment", SENTIMENTS), ("intent", INTENTS)):
        columns = [HEADS.index(name) for name in names]
        _report_choice(title, sources, targets[:, columns], scores[:, columns])


def macro_f1(wanted: npt.NDArray[np.int64], told: npt.NDArray[np.int64], classes: int) -> float:
    """Return the mean over classes of the harmonic mean of precision and recall."""
    found = []
    for value in range(classes):
        right = int(((wanted == value) & (told == value)).sum())
        total = int((wanted == value).sum() + (told == value).sum())
        found.append(2 * right / total if total else 0.0)
    return float(np.mean(found))


def interval(
    wanted: npt.NDArray[np.int64], told: npt.NDArray[np.int64], classes: int
) -> tuple[float, float]:
    """Return the middle 95 of 100 of macro-F1 over 200 drawings with replacement."""
    chance = np.random.default_rng(7)
    drawn = []
    for _ in range(200):
        rows = chance.integers(0, len(wanted), len(wanted))
        drawn.append(macro_f1(wanted[rows], told[rows], classes))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _report_head(
    head: str, sources: list[str], targets: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]
) -> None:
    by_source: dict[str, list[int]] = defaultdict(list)
    for row, source in enumerate(sources):
        if not np.isnan(targets[row]):
            by_source[source].append(row)
    for source, rows in sorted(by_source.items()):
        wanted = (targets[rows] >= 0.5).astype(np.int64)
        told = (scores[rows] > 0).astype(np.int64)
        low, high = interval(wanted, told, 2)
        recall = told[wanted == 1].mean() if wanted.any() else float("nan")
        alarms = told[wanted == 0].mean() if (wanted == 0).any() else float("nan")
        told_of = f"recall {recall:.3f} false alarms {alarms:.3f}"
        _say_row(head, source, len(rows), (macro_f1(wanted, told, 2), low, high), told_of)


def _report_choice(
    title: str,
    sources: list[str],
    targets: npt.NDArray[np.float64],
    scores: npt.NDArray[np.float64],
) -> None:
    by_source: dict[str, list[int]] = defaultdict(list)
    for row, source in enumerate(sources):
        if not np.isnan(targets[row]).any():
            by_source[source].append(row)
    for source, rows in sorted(by_source.items()):
        wanted, told = targets[rows].argmax(axis=1), scores[rows].argmax(axis=1)
        low, high = interval(wanted, told, targets.shape[1])
        score = macro_f1(wanted, told, targets.shape[1])
        told_of = f"right {(wanted == told).mean():.3f}"
        _say_row(title, source, len(rows), (score, low, high), told_of)


def _say_row(
    head: str, source: str, count: int, score: tuple[float, float, float], rest: str
) -> None:
    """Print a row of the card's table."""
    value, low, high = score
    name, _, lang = source.partition("/")
    figure = f"{value:.3f} [{low:.3f}, {high:.3f}]" if "nan" not in rest else "—"
    rest = rest.replace("recall nan ", "")
    sys.stdout.write(f"| {head} | {name} | {lang} | {count} | {figure} | {rest} |\n")
