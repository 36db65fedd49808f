"""What models read badly: rude words in disguise, or alone, raise the labels they stand for.

A word that somebody took the trouble to hide is not a quotation and not a town, and around a
word that stands alone there is nothing to weigh. All others are left to the models.
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
"""The least that each label is when a term of the list leaves no doubt."""


@cache
def _get_finder() -> TermFinder:
    lists = list_shipped_lists()
    return TermFinder(
        [TermList(name, tuple(lists[name].terms), tuple(lists[name].allow)) for name in _FLOORS]
    )


def raise_labels(signals: Sequence[Signals], page: Page) -> list[Signals]:
    """Return the signals of a page's texts, with labels raised by words in disguise or alone.

    Without a model there are no labels, and none is raised.
    """
    if not any(one.labels for one in signals):
        return list(signals)
    raised = list(signals)
    for line, found in _get_finder().find_telling(page).items():
        if not raised[line].labels:
            continue
        labels = dict(raised[line].labels)
        for name in found:
            for label, least in _FLOORS[name].items():
                labels[label] = max(labels.get(label, 0.0), least)
        raised[line] = replace(raised[line], labels=labels)
    return raised
