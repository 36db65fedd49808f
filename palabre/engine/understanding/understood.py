"""What was understood of one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from palabre.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon a person should read a message, from 0 to 1, and the words or labels that say so."""

    score: float
    because: tuple[str, ...]


def _nothing(label: str) -> tuple[Span, ...]:
    """Return no evidence: for what was made by hand."""
    del label
    return ()


@dataclass(frozen=True, slots=True)
class Understood:
    """Language, labels, mood, intent and urgency of a message.

    `labels` are decided at 0.5. The scores of `sentiment` and those of `intent` sum to one and
    their largest decides. `lang` is "und" when unsure; `lang_score` is how sure.
    """

    lang: str
    lang_score: float
    labels: Mapping[str, float]
    sentiment: Mapping[str, float]
    intent: Mapping[str, float]
    urgency: Urgency
    vector: npt.NDArray[np.float32] | None = field(default=None, repr=False, compare=False)
    """What the deep model made of the text, 384 numbers; none where it was read fast."""
    find_evidence: Callable[[str], tuple[Span, ...]] = field(
        default=_nothing, repr=False, compare=False
    )

    @property
    def mood(self) -> str:
        """Return the sentiment that decides."""
        return max(self.sentiment, key=self.sentiment.__getitem__)

    @property
    def wish(self) -> str:
        """Return the intent that decides."""
        return max(self.intent, key=self.intent.__getitem__)

    def evidence(self, label: str) -> tuple[Span, ...]:
        """Return where the words stand in the text that weighed most for a label, in order.

        `label` is any label, sentiment or intent, or "urgent". It is worked out when asked.
        """
        return self.find_evidence(label)
