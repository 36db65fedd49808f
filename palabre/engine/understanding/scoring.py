"""Score messages with the fast model: a few look-ups and sums a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import Laid, Scores, kind_pairs, pair_buckets
from palabre.engine.understanding.known_words import KnownWords, Table
from palabre.engine.understanding.model import Model
from palabre.engine.understanding.words import list_words


@dataclass(frozen=True, slots=True)
class Scored:
    """The raw scores of messages: one row a message; and what they were made of."""

    heads: Scores
    languages: Scores
    laid: Laid
    table: Table


class FastScorer:
    """The fast model with the words it has met."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._words = KnownWords(model)
        self._kinds = np.vstack([np.zeros_like(model.bias), model.kinds])

    def score(self, texts: Sequence[str]) -> Scored:
        """Return the scores of each text, in log-odds for the heads, as chances for languages."""
        table, rows = self._words.find([list_words(text) for text in texts])
        laid = Laid.out(rows)
        heads = self.model.bias + self._add_up(laid, table)
        heads += self._add_kinds(kind_pairs(laid, table.masks))
        return Scored(heads, self._tell_languages(laid, table), laid, table)

    def _add_up(self, laid: Laid, table: Table) -> Scores:
        """Return what pieces of words and pairs of words add to each score."""
        model, starts = self.model, laid.starts
        pieces = np.add.reduceat(table.sums[laid.rows], starts, axis=0)
        rarity = np.add.reduceat(table.rarity[laid.rows], starts)
        buckets = pair_buckets(laid, table.hashes, table.kinds)
        pairs = np.add.reduceat(model.pairs[buckets].sum(axis=1, dtype=np.int32), starts, axis=0)
        pair_rarity = np.add.reduceat(
            model.pairs_rarity[buckets].sum(axis=1, dtype=np.int64), starts
        )
        of_pieces = model.pieces_scale / np.sqrt(np.maximum(rarity, 1))[:, None]
        of_pairs = model.pairs_scale / np.sqrt(np.maximum(pair_rarity, 1))[:, None]
        added: Scores = (pieces * of_pieces + pairs * of_pairs).astype(np.float32)
        return added

    def _add_kinds(self, together: Scores) -> Scores:
        """Return what the kinds of words that stand together add to each score.

        Few do: their rows are summed. A product of matrices would wake several processors for
        nothing, and its sums would depend on the batch.
        """
        always = np.ones((len(together), 1), dtype=np.float32)
        messages, rows = np.nonzero(np.hstack([always, together]))
        starts = np.searchsorted(messages, np.arange(len(together)))
        added: Scores = np.add.reduceat(self._kinds[rows], starts, axis=0)
        return added

    def _tell_languages(self, laid: Laid, table: Table) -> Scores:
        """Return the chance of each language, or zeros where nothing tells."""
        model = self.model
        sums = np.add.reduceat(table.languages[laid.rows], laid.starts, axis=0)
        counts = np.add.reduceat(table.spelled[laid.rows], laid.starts)[:, None]
        raw = sums * model.spellings_scale / np.sqrt(np.maximum(counts, 1)) + model.spellings_bias
        chances: Scores = (soften(raw) * (counts > 0)).astype(np.float32)
        return chances


def soften(raw: npt.NDArray[np.floating]) -> Scores:
    """Turn log-odds into chances that sum to one, row by row."""
    raised = np.exp(raw - raw.max(axis=1, keepdims=True))
    chances: Scores = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return chances
