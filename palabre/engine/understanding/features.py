"""What the model looks at in a message: pieces of words, neighbouring words, kinds of words.

A word's pieces are summed once and kept, so that a message costs a few look-ups a word. All
sums are of whole numbers: a score does not depend on what else was in the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from palabre.engine.understanding.words import Hashes, Places, mix

PIECES: Final = 1 << 18
PAIRS: Final = 1 << 17
SPELLINGS: Final = 1 << 16
"""Sizes of the tables of weights: pieces of words, pairs of words, spellings of languages."""

KINDS: Final = (
    "group",
    "slur",
    "insult",
    "belittling",
    "obscene",
    "violence",
    "negation",
    "you",
    "me",
    "they",
    "counter",
    "speech",
    "warmth",
    "disgust",
    "thing",
    "role",
    "sex",
    "despair",
    "money",
    "address",
    "contact",
    "must",
    "away",
    "question",
    "shouted",
    "joy",
    "sorrow",
    "person",
    "alarm",
    "everyone",
)
"""The kinds of words that are told apart; a word may be of several."""

KIND_BITS: Final = {kind: 1 << place for place, kind in enumerate(KINDS)}
_UPPER: Final = np.triu_indices(len(KINDS))
KIND_PAIRS: Final = len(_UPPER[0])
_LEFT, _SKIPPED = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)

Counts = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]


def piece_buckets(hashes: Hashes) -> Places:
    """Return the row of the table of pieces for each hash."""
    return (hashes & np.uint64(PIECES - 1)).astype(np.int64)


def spelling_buckets(hashes: Hashes) -> Places:
    """Return the row of the table of spellings for each hash."""
    return (hashes >> np.uint64(40) & np.uint64(SPELLINGS - 1)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Laid:
    """Messages laid in a row, each between two borders."""

    rows: Places
    """The row of each word in the table of known words; borders are row 0."""
    starts: Places
    """Where each message begins."""

    @classmethod
    def out(cls, messages: Sequence[Sequence[int]]) -> Laid:
        """Lay out messages given as the rows of their words."""
        flat: list[int] = []
        starts: list[int] = []
        for message in messages:
            starts.append(len(flat))
            flat.append(0)
            flat.extend(message)
            flat.append(0)
        return cls(np.array(flat, dtype=np.int64), np.array(starts, dtype=np.int64))


def pair_buckets(laid: Laid, words: Hashes, kinds: Hashes) -> Places:
    """Return three rows of the table of pairs for each word of the messages.

    They are the word with the next, its kind with the next one's kind, and its kind with that
    of the word after next. Row 0 stands for no pair.
    """
    total = len(laid.rows)
    owners = np.zeros(total, dtype=np.int64)
    owners[laid.starts[1:]] = 1
    owners = np.cumsum(owners)
    word, kind = words[laid.rows], kinds[laid.rows]
    buckets = np.zeros((total, 3), dtype=np.int64)
    near = owners[:-1] == owners[1:]
    is_kind = kind != word
    buckets[:-1, 0] = np.where(near, _bucket(word[:-1] * _LEFT + word[1:]), 0)
    told = near & (is_kind[:-1] | is_kind[1:])
    buckets[:-1, 1] = np.where(told, _bucket(kind[:-1] * _LEFT + kind[1:]), 0)
    far = owners[:-2] == owners[2:]
    buckets[:-2, 2] = np.where(far, _bucket(kind[:-2] * _SKIPPED + kind[2:]), 0)
    return buckets


def kind_pairs(laid: Laid, masks: npt.NDArray[np.uint32]) -> Scores:
    """Return, for each message, which kinds of words stand in it together, two by two."""
    seen = np.bitwise_or.reduceat(masks[laid.rows], laid.starts)
    bits = (seen[:, None] >> np.arange(len(KINDS), dtype=np.uint32)) & np.uint32(1)
    present = bits.astype(np.float32)
    together: Scores = present[:, _UPPER[0]] * present[:, _UPPER[1]]
    return together


def _bucket(hashes: Hashes) -> Places:
    return (mix(hashes) % np.uint64(PAIRS - 1)).astype(np.int64) + 1
