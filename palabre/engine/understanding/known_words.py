"""The words met so far, each with the sums of its pieces' weights, worked out once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.features import (
    KIND_BITS,
    KINDS,
    Counts,
    piece_buckets,
    spelling_buckets,
)
from palabre.engine.understanding.model import Model
from palabre.engine.understanding.vocabulary import HEADS, LANGUAGES
from palabre.engine.understanding.words import (
    ADDRESS,
    PERSON,
    Hashes,
    as_written,
    hash_pieces,
    hash_words,
    mix,
    undisguise,
)

MOST: Final = 1 << 16
"""Words kept; beyond, all are forgotten and met again. It bounds memory at about 14 MB."""

_KIND_HASHES: Final = mix(np.arange(len(KINDS), dtype=np.uint64) + np.uint64(0xC1A55))


class KnownWords:
    """A table of words, filled as messages come. Row 0 is the border of a message."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self.rows: dict[str, int] = {}
        self.sums: Counts = np.zeros((1024, len(HEADS)), dtype=np.int32)
        self.rarity: npt.NDArray[np.int64] = np.zeros(1024, dtype=np.int64)
        self.languages: Counts = np.zeros((1024, len(LANGUAGES)), dtype=np.int32)
        self.spelled: npt.NDArray[np.int64] = np.zeros(1024, dtype=np.int64)
        self.hashes: Hashes = np.zeros(1024, dtype=np.uint64)
        self.kinds: Hashes = np.zeros(1024, dtype=np.uint64)
        self.masks: npt.NDArray[np.uint32] = np.zeros(1024, dtype=np.uint32)
        self.hashes[0] = self.kinds[0] = np.uint64(0xB0BDE5)
        self._used = 1

    def find(self, messages: Sequence[Sequence[str]]) -> tuple[Table, list[list[int]]]:
        """Return the table as it stands and the rows of the words of each message."""
        with self._lock:
            try:
                found = self._look_up(messages)
            except KeyError:
                self._meet(messages)
                found = self._look_up(messages)
            return Table(self), found

    def _look_up(self, messages: Sequence[Sequence[str]]) -> list[list[int]]:
        """Return the rows of the words; raise `KeyError` when one was never met."""
        rows = self.rows
        return [[rows[word] for word in words] for words in messages]

    def _meet(self, messages: Sequence[Sequence[str]]) -> None:
        """Add the words of messages that were never met."""
        words = {word for words in messages for word in words}
        new = words.difference(self.rows)
        if self._used + len(new) > MOST:
            self._forget()
            new = words
        self._learn(sorted(new))

    def _learn(self, words: list[str]) -> None:
        """Add words to the table."""
        first, last = self._used, self._used + len(words)
        self._grow(last)
        here = slice(first, last)
        plain = [undisguise(word) for word in words]
        hashes, begins = hash_pieces(plain)
        buckets = piece_buckets(hashes)
        self.sums[here] = np.add.reduceat(
            self._model.pieces[buckets], begins, axis=0, dtype=np.int32
        )
        self.rarity[here] = np.add.reduceat(
            self._model.pieces_rarity[buckets], begins, dtype=np.int64
        )
        self._learn_spellings(words, here)
        self.hashes[here] = hash_words(plain)
        self.masks[here] = masks = self._find_kinds(words, plain, self.hashes[here])
        lowest = np.log2(np.maximum(masks & (~masks + np.uint32(1)), 1)).astype(np.int64)
        self.kinds[here] = np.where(masks > 0, _KIND_HASHES[lowest], self.hashes[here])
        self.rows.update(zip(words, range(first, last), strict=True))
        self._used = last

    def _learn_spellings(self, words: list[str], here: slice) -> None:
        """Add what the spelling of words tells of their language."""
        written = [as_written(word) for word in words]
        hashes, begins = hash_pieces(written)
        sums = np.add.reduceat(
            self._model.spellings[spelling_buckets(hashes)], begins, axis=0, dtype=np.int32
        )
        counts = np.diff(np.append(begins, len(hashes)))
        is_word = np.array([bool(word) for word in written])
        self.languages[here] = sums * is_word[:, None]
        self.spelled[here] = counts * is_word

    def _find_kinds(
        self, words: list[str], plain: list[str], hashes: Hashes
    ) -> npt.NDArray[np.uint32]:
        """Return the kinds of each word as bits."""
        known = self._model.kind_words
        places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        is_known = known[places] == hashes
        masks = self._model.kind_masks[places] * is_known.astype(np.uint32)
        extra = [
            KIND_BITS["shouted"] * (len(word) > 2 and word.isupper())
            | KIND_BITS["question"] * ("?" in word)
            | KIND_BITS["address"] * (undisguised == ADDRESS)
            | KIND_BITS["person"] * (undisguised == PERSON)
            for word, undisguised in zip(words, plain, strict=True)
        ]
        kinds: npt.NDArray[np.uint32] = masks | np.array(extra, dtype=np.uint32)
        return kinds

    def _grow(self, needed: int) -> None:
        """Make room for more words: new arrays, so that a batch in progress keeps its own."""
        size = len(self.rarity)
        if needed <= size:
            return
        more = max(needed, size * 2) - size
        self.sums = np.pad(self.sums, ((0, more), (0, 0)))
        self.languages = np.pad(self.languages, ((0, more), (0, 0)))
        self.rarity, self.spelled = np.pad(self.rarity, (0, more)), np.pad(self.spelled, (0, more))
        self.hashes, self.kinds = np.pad(self.hashes, (0, more)), np.pad(self.kinds, (0, more))
        self.masks = np.pad(self.masks, (0, more))


class Table:
    """The arrays of the known words at one moment; rows already given never change in them."""

    __slots__ = ("hashes", "kinds", "languages", "masks", "rarity", "spelled", "sums")

    def __init__(self, words: KnownWords) -> None:
        self.sums, self.rarity = words.sums, words.rarity
        self.languages, self.spelled = words.languages, words.spelled
        self.hashes, self.kinds, self.masks = words.hashes, words.kinds, words.masks
