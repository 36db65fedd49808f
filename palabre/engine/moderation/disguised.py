"""What models do not read: rude words in disguise raise the labels that they stand for.

A word that somebody took the trouble to hide is not a quotation and not a town. Words in plain
sight are left to the models, which weigh what stands around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from palabre.engine.moderation.library import list_shipped_lists
from palabre.engine.moderation.terms import TermFinder, TermList
from palabre.engine.text.reading import Reading
from palabre.engine.vocabulary import Signals

_FLOORS: Final = {
    "brand/slurs": {"toxic": 0.9, "hate": 0.7, "harassment": 0.6},
    "brand/strong-insults": {"toxic": 0.9, "harassment": 0.7},
}
"""The least that each label is when a term of the list stands in disguise."""


@cache
def _get_finder() -> TermFinder:
    lists = list_shipped_lists()
    return TermFinder(
        [TermList(name, tuple(lists[name].terms), tuple(lists[name].allow)) for name in _FLOORS]
    )


def raise_labels(signals: Signals, readings: Sequence[Reading], text: str) -> Signals:
    """Return the signals of a text with the labels raised that its disguised words stand for."""
    if not signals.labels:
        return signals
    found = _get_finder().find_disguised(readings, text)
    if not found:
        return signals
    labels = dict(signals.labels)
    for name in found:
        for label, least in _FLOORS[name].items():
            labels[label] = max(labels.get(label, 0.0), least)
    return replace(signals, labels=labels)
