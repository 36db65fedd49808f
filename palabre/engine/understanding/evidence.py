"""Which words of a message weighed most for a score, and where they stand."""

from __future__ import annotations

from typing import Final

import numpy as np

from palabre.engine.understanding.features import KINDS, Scores, kind_pairs, pair_buckets
from palabre.engine.understanding.scoring import FastScorer, Scored
from palabre.engine.understanding.vocabulary import HEADS
from palabre.engine.understanding.words import cut, prepare
from palabre.engine.vocabulary import Span

_MOST: Final = 5
_SHARE: Final = 0.35
"""A word is told when it weighs at least this share of the heaviest one."""


def find_spans(scorer: FastScorer, text: str, label: str) -> tuple[Span, ...]:
    """Return where the words stand that weighed most for a label, in the order of the text."""
    prepared, reading = prepare(text)
    words = cut(prepared)
    if not words:
        return ()
    weights = weigh_words(scorer, scorer.score([text]), HEADS.index(label))
    heaviest = weights.max()
    if heaviest <= 0:
        return ()
    chosen = [
        place for place in np.argsort(-weights)[:_MOST] if weights[place] >= _SHARE * heaviest
    ]
    spans = []
    for place in sorted(chosen):
        start, end = words[place].span()
        spans.append(reading.span(start, end) if reading else Span(start, end))
    return tuple(spans)


def weigh_words(scorer: FastScorer, scored: Scored, head: int) -> Scores:
    """Return what each word of one message adds to a score; a pair is shared by its words."""
    model, laid, table = scorer.model, scored.laid, scored.table
    rarity = max(int(table.rarity[laid.rows].sum()), 1)
    weights = table.sums[laid.rows, head] * model.pieces_scale[head] / np.sqrt(rarity)
    buckets = pair_buckets(laid, table.hashes, table.kinds)
    pair_rarity = max(int(model.pairs_rarity[buckets].sum()), 1)
    pairs = model.pairs[buckets, head] * model.pairs_scale[head] / np.sqrt(pair_rarity)
    weights = weights.astype(np.float32)
    weights += pairs.sum(axis=1) / 2
    weights[1:] += pairs[:-1, :2].sum(axis=1) / 2
    weights[2:] += pairs[:-2, 2] / 2
    inner: Scores = weights[1:-1] + _weigh_kinds(scored, model.kinds[:, head])[1:-1]
    return inner


def _weigh_kinds(scored: Scored, kinds: Scores) -> Scores:
    """Return what the kinds of each word add: two kinds that stand together share evenly."""
    masks = scored.table.masks[scored.laid.rows]
    carried = ((masks[:, None] >> np.arange(len(KINDS), dtype=np.uint32)) & np.uint32(1)) > 0
    together = kind_pairs(scored.laid, scored.table.masks)[0]
    added = np.zeros(len(KINDS), dtype=np.float32)
    for side in np.triu_indices(len(KINDS)):
        np.add.at(added, side, kinds * together / 2)
    counts = np.maximum(carried.sum(axis=0), 1)
    weights: Scores = (carried * (added / counts)).sum(axis=1).astype(np.float32)
    return weights
