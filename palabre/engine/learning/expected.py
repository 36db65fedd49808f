"""Say what to expect of own intents, from answers to examples that were held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.intervals import Share

MOST_CONFUSIONS: Final = 20
_ENOUGH_OUTSIDE: Final = 10
"""Examples out of scope from which on the workspace's own are what is counted."""


@dataclass(frozen=True)
class Answers:
    """What each example wants and what was understood, as places among the names; "none" is last.

    `is_own` tells the workspace's examples from those of our bank of everyday texts.
    """

    names: tuple[str, ...]
    wanted: npt.NDArray[np.int64]
    chosen: npt.NDArray[np.int64]
    is_own: npt.NDArray[np.bool_]


def tell_expected(answers: Answers) -> dict[str, Any]:
    """Return accuracy with its interval, for all and for each intent; confusions; scope."""
    outside = len(answers.names) - 1
    is_inside = answers.wanted < outside
    right = answers.wanted == answers.chosen
    own_outside = ~is_inside & answers.is_own
    counted, source = own_outside, "examples"
    if own_outside.sum() < _ENOUGH_OUTSIDE:
        counted, source = ~is_inside, "everyday"
    return {
        "in_scope": _share(right, is_inside),
        "refused": _share(answers.chosen == outside, is_inside),
        "let_through": {**_share(~right, counted), "measured_on": source},
        "intents": [
            {"name": name, **_share(right, answers.wanted == place)}
            for place, name in enumerate(answers.names[:-1])
        ],
        "confusions": _list_confusions(answers),
    }


def _share(is_so: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> dict[str, Any]:
    return dict(Share(int((is_so & among).sum()), int(among.sum())).tell())


def _list_confusions(answers: Answers) -> list[Mapping[str, Any]]:
    """Return which intent is taken for which most often."""
    wrong = (answers.wanted != answers.chosen) & answers.is_own
    pairs = zip(answers.wanted[wrong].tolist(), answers.chosen[wrong].tolist(), strict=True)
    counts = sorted(Counter(pairs).items(), key=lambda item: (-item[1], item[0]))
    return [
        {"wanted": answers.names[wanted], "understood": answers.names[chosen], "count": count}
        for (wanted, chosen), count in counts[:MOST_CONFUSIONS]
    ]
