"""Fit the fast model: one logistic regression a head on shared features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from palabre.engine.understanding.features import (
    KIND_PAIRS,
    PAIRS,
    PIECES,
    SPELLINGS,
    Laid,
    kind_pairs,
    pair_buckets,
    piece_buckets,
    spelling_buckets,
)
from palabre.engine.understanding.known_words import KnownWords
from palabre.engine.understanding.words import as_written, hash_pieces, list_words, undisguise

KIND_WEIGHT = 0.3
"""How strongly pairs of kinds speak beside the rest, before learning."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees: pieces, pairs and kinds side by side; and how rare each is."""

    matrix: sparse.csr_matrix
    rarity: npt.NDArray[np.float64]


def extract(
    texts: Sequence[str], known: KnownWords, rarity: npt.NDArray[np.float64] | None
) -> Features:
    """Return the features of texts, weighed by rarity, which is counted when not given."""
    messages = [list_words(text) for text in texts]
    table, rows = known.find(messages)
    laid = Laid.out(rows)
    pieces = _count_pieces(messages)
    buckets = pair_buckets(laid, table.hashes, table.kinds)
    owners = np.repeat(np.arange(len(texts)), np.diff(np.append(laid.starts, len(laid.rows))))
    flat = buckets.ravel()
    places = np.repeat(owners, 3)[flat > 0]
    ones = np.ones(len(places), dtype=np.float32)
    pairs = sparse.csr_matrix((ones, (places, flat[flat > 0])), shape=(len(texts), PAIRS))
    if rarity is None:
        rarity = np.concatenate([_weigh_rarity(pieces), _weigh_rarity(pairs)])
    kinds = sparse.csr_matrix(kind_pairs(laid, table.masks) * KIND_WEIGHT)
    scaled = [_scale(pieces, rarity[:PIECES]), _scale(pairs, rarity[PIECES:])]
    return Features(sparse.hstack([*scaled, kinds], format="csr", dtype=np.float32), rarity)


def extract_spellings(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return what tells the language of texts."""
    messages = [[w for word in list_words(text) if (w := as_written(word))] for text in texts]
    matrix = _count(messages, spelling_buckets, SPELLINGS)
    lengths = np.sqrt(np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1))
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ matrix, dtype=np.float32)


def fit_head(
    features: sparse.csr_matrix,
    targets: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    strength: float,
) -> tuple[npt.NDArray[np.float64], float]:
    """Return the weights and bias of one head, from the rows whose target is known."""
    rows = np.flatnonzero(~np.isnan(targets))
    wanted = targets[rows] >= 0.5
    model = LogisticRegression(
        C=strength, solver="liblinear", tol=1e-3, random_state=7, max_iter=60
    )
    model.fit(features[rows], wanted, sample_weight=weights[rows])
    return model.coef_[0], float(model.intercept_[0])


def fit_choice(
    features: sparse.csr_matrix,
    targets: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
    strength: float,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the weights and biases of a choice of one among several."""
    model = LogisticRegression(C=strength, solver="lbfgs", tol=1e-3, max_iter=80)
    model.fit(features, targets, sample_weight=weights)
    return model.coef_, model.intercept_


def _count_pieces(messages: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    plain = {word: undisguise(word) for words in messages for word in words}
    return _count([[plain[word] for word in words] for words in messages], piece_buckets, PIECES)


def _count(messages: Sequence[Sequence[str]], bucket, size: int) -> sparse.csr_matrix:  # type: ignore[no-untyped-def]
    """Return how often each piece stands in each message."""
    known = sorted({word for words in messages for word in words})
    rank = {word: place for place, word in enumerate(known)}
    hashes, begins = hash_pieces(known)
    counts = np.diff(np.append(begins, len(hashes)))
    of_words = sparse.csr_matrix(
        (
            np.ones(len(hashes), dtype=np.float32),
            (np.repeat(np.arange(len(known)), counts), bucket(hashes)),
        ),
        shape=(len(known), size),
    )
    lengths = [len(words) for words in messages]
    flat = np.array([rank[word] for words in messages for word in words], dtype=np.int64)
    owners = np.repeat(np.arange(len(messages)), lengths)
    of_messages = sparse.csr_matrix(
        (np.ones(len(flat), dtype=np.float32), (owners, flat)), shape=(len(messages), len(known))
    )
    return sparse.csr_matrix(of_messages @ of_words)


def _weigh_rarity(counts: sparse.csr_matrix) -> npt.NDArray[np.float64]:
    """Return the usual inverse document frequency, to a sixteenth so that it ships as a number."""
    present = np.bincount(counts.indices, minlength=counts.shape[1])
    weight = np.log((1 + counts.shape[0]) / (1 + present)) + 1
    return np.asarray(np.sqrt(np.round(weight**2 * 16) / 16))


def _scale(counts: sparse.csr_matrix, rarity: npt.NDArray[np.float64]) -> sparse.csr_matrix:
    """Return counts times rarity, divided by the length that `scoring` works out."""
    lengths = np.sqrt(np.maximum(counts @ (rarity**2), 1 / 16))
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ counts @ sparse.diags(rarity))


assert KIND_PAIRS > 0
