"""Compare two models on answers of people that neither had learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.intervals import Share, judge_by_chance

CHANCE: Final = 0.05
"""A new model is believed when chance makes as much of a difference less often than this."""

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Compared:
    """What was wanted of each text and what two models say, as places among the answers.

    Texts that are not `is_said` were corrected by nobody: they count for how much would change.
    """

    answers: tuple[str, ...]
    languages: tuple[str, ...]
    wanted: Places
    is_said: Flags
    before: Places
    after: Places


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. `reason` says why the new model is promoted or not."""

    compared: Compared
    better: int
    worse: int
    chance: float
    changed: Share
    reason: str

    @property
    def is_better(self) -> bool:
        """Say whether the new model is promoted."""
        return self.reason == "better"

    def tell(self) -> dict[str, Any]:
        """Return figures as they are written: both models, for all and by language."""
        said = self.compared.is_said
        return {
            "promoted": self.is_better,
            "reason": self.reason,
            "said": int(said.sum()),
            "better": self.better,
            "worse": self.worse,
            "chance": round(self.chance, 6),
            "changed": self.changed.tell(),
            "right": {
                name: Share(int((told == self.compared.wanted)[said].sum()), int(said.sum())).tell()
                for name, told in self._told().items()
            },
            "figures": self._list_figures(),
        }

    def _told(self) -> dict[str, Places]:
        return {"before": self.compared.before, "after": self.compared.after}

    def _list_figures(self) -> list[dict[str, Any]]:
        """Return precision and recall of each answer, for all languages and for each."""
        languages = np.array(self.compared.languages)
        figures = []
        for language in ("", *sorted(set(self.compared.languages) - {""})):
            among = self.compared.is_said & ((languages == language) | (language == ""))
            for place, answer in enumerate(self.compared.answers):
                if answer == "no" or not (among & (self.compared.wanted == place)).any():
                    continue
                found = {
                    name: _measure(told == place, self.compared.wanted == place, among)
                    for name, told in self._told().items()
                }
                figures.append({"language": language, "answer": answer, **found})
        return figures


def _measure(told: Flags, wanted: Flags, among: Flags) -> dict[str, Any]:
    """Return how many of those told were wanted, and how many of those wanted were told."""
    both = int((told & wanted & among).sum())
    return {
        "precision": Share(both, int((told & among).sum())).tell(),
        "recall": Share(both, int((wanted & among).sum())).tell(),
    }


def compare(compared: Compared, *, tests: int, most_changed: float) -> Comparison:
    """Return whether the second model is better with confidence.

    `tests` is how many questions are compared at once: each must then be so much surer. A model
    that would answer more than the share `most_changed` otherwise of what nobody corrected is
    refused, since people correct what is wrong more often than they confirm what is right.
    """
    right_before = (compared.before == compared.wanted) & compared.is_said
    right_after = (compared.after == compared.wanted) & compared.is_said
    better = int((right_after & ~right_before).sum())
    worse = int((right_before & ~right_after).sum())
    quiet = ~compared.is_said
    changed = Share(int(((compared.before != compared.after) & quiet).sum()), int(quiet.sum()))
    chance = judge_by_chance(better, worse)
    if better <= worse:
        reason = "not_better"
    elif chance > CHANCE / max(tests, 1):
        reason = "may_be_chance"
    elif changed.value > most_changed:
        reason = "changes_much"
    else:
        reason = "better"
    return Comparison(compared, better, worse, chance, changed, reason)
