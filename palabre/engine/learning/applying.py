"""What a workspace taught is laid over what the general models understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from palabre.engine.learning.corrections import ANSWERS, INTENT, NO, SENTIMENT, YES, Shift, Taught
from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.own_intents import FAST, FULL
from palabre.engine.vocabulary import Signals


def apply_corrections(
    taught: Taught, texts: Sequence[str], signals: Sequence[Signals], vectors: Numbers | None
) -> list[Signals]:
    """Return the signals with what the workspace knows better; the others as they are.

    `vectors` are those of the deep model that the workspace's model knows, or none.
    """
    changed = list(signals)
    known = [place for place, one in enumerate(signals) if one.labels]
    if not known:
        return changed
    some = [texts[place] for place in known]
    given = None if vectors is None else vectors[known]
    for about, shift in taught.shifts.get(FAST if given is None else FULL, {}).items():
        answers = _ask(shift, about, some, [changed[place] for place in known], given)
        for place, chances in zip(known, answers, strict=True):
            changed[place] = _replace(changed[place], about, chances)
    return changed


def tell_general(about: str, signals: Signals) -> Mapping[str, float]:
    """Return the chance of each answer to a question, as signals hold it."""
    if about == SENTIMENT:
        return signals.sentiment
    if about == INTENT:
        return signals.intent
    chance = signals.labels[about]
    return {NO: 1 - chance, YES: chance}


def _ask(
    shift: Shift, about: str, texts: list[str], signals: list[Signals], vectors: Numbers | None
) -> list[dict[str, float]]:
    names = ANSWERS[about]
    told = [tell_general(about, one) for one in signals]
    general = np.array([[one[name] for name in names] for one in told], dtype=np.float32)
    chances = shift.answer(texts, general, vectors).astype(np.float64).round(4)
    return [dict(zip(names, row, strict=True)) for row in chances.tolist()]


def _replace(signals: Signals, about: str, chances: dict[str, float]) -> Signals:
    if about == SENTIMENT:
        return replace(signals, sentiment=chances)
    if about == INTENT:
        return replace(signals, intent=chances)
    return replace(signals, labels={**signals.labels, about: chances[YES]})
