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
from palabre.engine.text.page import Page
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


def raise_labels(signals: Sequence[Signals], page: Page) -> list[Signals]:
    """Return the signals of the texts of a page, with the labels raised that stand in disguise.

    Without a model there are no labels, and none is raised.
    """
    if not any(one.labels for one in signals):
        return list(signals)
    raised = list(signals)
    for line, found in _get_finder().find_disguised(page).items():
        if not raised[line].labels:
            continue
        labels = dict(raised[line].labels)
        for name in found:
            for label, least in _FLOORS[name].items():
                labels[label] = max(labels.get(label, 0.0), least)
        raised[line] = replace(raised[line], labels=labels)
    return raised
