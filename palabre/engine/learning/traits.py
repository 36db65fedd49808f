"""What is looked at in a text: pieces of its words, pairs of them, and the deep model's vector.

The pieces are those of the fast model, read with their disguise taken off: see
`palabre.engine.understanding.words`. Each counts the more the rarer it is among the examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.sparse import Places, Sparse
from palabre.engine.understanding.words import (
    Hashes,
    hash_pieces,
    hash_words,
    list_words,
    mix,
    undisguise,
)

BUCKETS: Final = 1 << 14
"""How many kinds of pieces are told apart, and as many pairs."""
_NEXT, _SKIPPED = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)
_BORDER: Final = ""


@dataclass(frozen=True)
class Cut:
    """Texts cut into words, each word once into pieces; and the pairs of words of each text."""

    words: Sparse
    pieces: Sparse
    pairs: Sparse


def cut_texts(texts: Sequence[str]) -> Cut:
    """Return the words, pieces and pairs of texts. A border stands before and after each."""
    rows: dict[str, int] = {_BORDER: 0}
    owners: list[int] = []
    flat: list[int] = []
    for number, text in enumerate(texts):
        words = [_BORDER, *map(undisguise, list_words(text)), _BORDER]
        flat.extend(rows.setdefault(word, len(rows)) for word in words)
        owners.extend([number] * len(words))
    known = list(rows)
    hashes, begins = hash_pieces(known)
    word = np.repeat(np.arange(len(known)), np.diff(np.append(begins, len(hashes))))
    owner = np.array(owners, dtype=np.int64)
    places = np.array(flat, dtype=np.int64)
    return Cut(
        words=Sparse.of(owner, places, (len(texts), len(known))),
        pieces=Sparse.of(word, _bucket(hashes), (len(known), 2 * BUCKETS)),
        pairs=_pair(owner, hash_words(known)[places], len(texts)),
    )


def _pair(owners: Places, words: Hashes, texts: int) -> Sparse:
    """Return each word with the next one, and with the one after that, within its text."""
    near = owners[:-1] == owners[1:]
    far = owners[:-2] == owners[2:]
    found = np.concatenate(
        [
            mix(words[:-1] * _NEXT + words[1:])[near],
            mix(words[:-2] * _SKIPPED + words[2:])[far],
        ]
    )
    rows = np.concatenate([owners[:-1][near], owners[:-2][far]])
    return Sparse.of(rows, _bucket(found) + BUCKETS, (texts, 2 * BUCKETS))


def _bucket(hashes: Hashes) -> Places:
    return (hashes >> np.uint64(3) & np.uint64(BUCKETS - 1)).astype(np.int64)


@dataclass(frozen=True)
class Lexicon:
    """The pieces and pairs that the examples hold, in order, and how rare each is."""

    buckets: npt.NDArray[np.int64]
    rarity: Numbers

    @classmethod
    def learn(cls, cut: Cut, *, least: int = 1) -> Lexicon:
        """Return those that at least so many texts hold."""
        rows = np.concatenate([cut.pairs.owners, np.repeat(*_spread(cut))])
        columns = np.concatenate([cut.pairs.columns, _spread_columns(cut)])
        once = np.unique(rows * (2 * BUCKETS) + columns)
        buckets, counts = np.unique(once % (2 * BUCKETS), return_counts=True)
        kept = counts >= least
        rarity = np.log1p(cut.words.height / (1.0 + counts[kept])).astype(np.float32)
        return cls(buckets[kept], rarity)

    def look(self, cut: Cut, vectors: Numbers | None = None) -> Traits:
        """Return what is known of the texts; the rest is left out."""
        pieces, pairs = self._keep(cut.pieces), self._keep(cut.pairs)
        weighed = (self.rarity**2)[:, None]
        sizes = cut.words.times(pieces.times(weighed)) + pairs.times(weighed)
        scale = (1 / np.sqrt(np.maximum(sizes, 1e-6))).astype(np.float32)
        return Traits(cut.words, pieces, pairs, self.rarity[:, None], scale, vectors)

    def _keep(self, table: Sparse) -> Sparse:
        places = np.searchsorted(self.buckets, table.columns)
        places = np.minimum(places, max(len(self.buckets) - 1, 0))
        known = self.buckets[places] == table.columns if len(self.buckets) else places < 0
        shape = (table.height, len(self.buckets))
        return Sparse.of(table.owners[known], places[known], shape)


def _spread(cut: Cut) -> tuple[Places, Places]:
    """Return the text of each word, and how many pieces the word has."""
    return cut.words.owners, np.diff(cut.pieces.starts)[cut.words.columns]


def _spread_columns(cut: Cut) -> Places:
    return cut.pieces.take(cut.words.columns).columns


@dataclass(frozen=True)
class Traits:
    """Texts as rows of numbers, of length one; with their vectors, also of length one."""

    words: Sparse
    pieces: Sparse
    pairs: Sparse
    rarity: Numbers
    scale: Numbers
    vectors: Numbers | None

    @property
    def width(self) -> int:
        """Return how many numbers a row has."""
        return self.pieces.width + (0 if self.vectors is None else self.vectors.shape[1])

    @property
    def height(self) -> int:
        """Return how many texts there are."""
        return self.words.height

    def times(self, weights: Numbers) -> Numbers:
        """Return the product of the rows with weights, one column a score."""
        of_letters = weights[: self.pieces.width] * self.rarity
        added = self.words.times(self.pieces.times(of_letters)) + self.pairs.times(of_letters)
        scores = added * self.scale
        if self.vectors is not None:
            scores += self.vectors @ weights[self.pieces.width :]
        product: Numbers = scores
        return product

    def turned_times(self, right: Numbers) -> Numbers:
        """Return the product of the rows, exchanged with the columns, with a table."""
        scaled = right * self.scale
        of_words = self.words.turned.times(scaled)
        added = self.pieces.turned.times(of_words) + self.pairs.turned.times(scaled)
        added *= self.rarity
        if self.vectors is None:
            return added
        product: Numbers = np.vstack([added, self.vectors.T @ right])
        return product

    def take(self, rows: Places) -> Traits:
        """Return some texts, in the order given."""
        return Traits(
            self.words.take(rows),
            self.pieces,
            self.pairs.take(rows),
            self.rarity,
            self.scale[rows],
            None if self.vectors is None else self.vectors[rows],
        )
