"""Sentences to learn from, with what is known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its targets, from 0 to 1 by head; a head left out is not known."""

    text: str
    lang: str
    source: str
    targets: dict[str, float] = field(default_factory=dict)
    weight: float = 1.0
    family: str = ""
    """What must fall on the same side of a split: a template, a translated pair."""

    def fold(self, folds: int) -> int:
        """Return the side of the split, from the family or the text."""
        skeleton = self.family or " ".join(self.text.lower().split())
        return int(hashlib.sha256(skeleton.encode()).hexdigest(), 16) % folds


def lay_out(examples: Sequence[Example], columns: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the targets of examples, one row each, not known where they are NaN."""
    places = {name: place for place, name in enumerate(columns)}
    targets = np.full((len(examples), len(columns)), np.nan)
    for row, example in enumerate(examples):
        for name, value in example.targets.items():
            targets[row, places[name]] = value
    return targets


def choose(text: str, salt: str, among: int) -> int:
    """Return a number under `among` that depends on the text only: a choice without chance."""
    return int(hashlib.sha256(f"{salt}:{text}".encode()).hexdigest(), 16) % among
