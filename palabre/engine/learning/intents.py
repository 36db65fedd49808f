"""Learn a workspace's own intents from examples, and say what to expect of them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.examples import NONE, Examples
from palabre.engine.learning.expected import Answers, tell_expected
from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.own_intents import (
    FAST,
    FULL,
    Head,
    OwnIntents,
    aim_vectors,
    find_centre,
    find_middles,
    measure_likeness,
)
from palabre.engine.learning.scope import learn_scope, list_signs
from palabre.engine.learning.softmax import Choice, blend, find_warmth, learn_choice
from palabre.engine.learning.sparse import Places
from palabre.engine.learning.traits import Lexicon, Traits, cut_texts
from palabre.engine.understanding.words import hash_words

STRENGTH: Final = 10.0
"""How far the weights may go for each example: the best of 1, 3, 10 and 30 on many intents."""
_FEW: Final = 5_000
"""Up to so many lessons each is asked about by a model that learned four fifths of them.

Of more, half are asked about: their figures are sure enough, and nobody waits as long."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, its intent, and whether the workspace wrote it or it comes from our own bank."""

    text: str
    intent: str
    is_own: bool


def list_lessons(examples: Examples) -> list[Lesson]:
    """Return what is learned from: the examples, and everyday texts that want nothing of anyone."""
    own = [Lesson(one.text, one.intent, True) for one in examples.examples]
    known = {one.text.casefold() for one in own}
    bank = [text for text in list_everyday() if text.casefold() not in known]
    return own + [Lesson(text, NONE, False) for text in bank]


@cache
def list_everyday() -> tuple[str, ...]:
    """Return sentences of everyday talk, in French and English."""
    content = (files("palabre.engine.learning") / "everyday.csv").read_text("utf-8")
    return tuple(row["text"] for row in csv.DictReader(io.StringIO(content)))


def learn_intents(
    lessons: Sequence[Lesson], vectors: npt.NDArray[np.float32] | None = None, *, deep: str = ""
) -> OwnIntents:
    """Return a model that reads fast, and also with vectors when those of the lessons are given.

    `deep` is the version of the model that the vectors come from.
    """
    names = tuple(sorted({one.intent for one in lessons} - {NONE}))
    columns = {name: place for place, name in enumerate((*names, NONE))}
    kinds = np.array([columns[one.intent] for one in lessons], dtype=np.int64)
    cut = cut_texts([one.text for one in lessons])
    lexicon = Lexicon.learn(cut)
    school = _School(names, kinds, np.array([one.is_own for one in lessons]), _fold(lessons, kinds))
    seen = {FAST: lexicon.look(cut)}
    centre = None if vectors is None else find_centre(vectors)
    if vectors is not None and centre is not None:
        seen[FULL] = lexicon.look(cut, aim_vectors(vectors, centre))
    with ThreadPoolExecutor() as threads:
        choices = dict(zip(seen, threads.map(school.learn_choices, seen.values()), strict=True))
    if FULL in choices:
        choices[FULL] = list(map(blend, choices[FULL], choices[FAST]))
    heads, report = {}, {}
    for depth, traits in seen.items():
        heads[depth], report[depth] = school.examine(traits, choices[depth], centre)
    told = "\n".join(f"{one.intent}\t{one.text}" for one in lessons)
    version = hashlib.sha256(f"{told}\n{deep}".encode()).hexdigest()[:12]
    return OwnIntents(names, lexicon, heads, version, deep if FULL in heads else "", report)


@dataclass(frozen=True)
class _School:
    """The kinds of the lessons, and in which part each is asked about without being learned."""

    names: tuple[str, ...]
    kinds: Places
    is_own: npt.NDArray[np.bool_]
    folds: Places

    def learn_choices(self, traits: Traits) -> list[Choice]:
        """Return what is learned without each part, and at last from all lessons."""
        count = len(self.names) + 1
        rows = [np.flatnonzero(self.folds != part) for part in range(self._parts)]
        return [
            learn_choice(traits.take(some), self.kinds[some], count, strength=STRENGTH)
            for some in (*rows, np.arange(len(self.kinds)))
        ]

    def examine(
        self, traits: Traits, choices: Sequence[Choice], centre: Numbers | None
    ) -> tuple[Head, dict[str, Any]]:
        """Return the head of a depth, and what to expect of it, from parts that were held back."""
        count = len(self.names) + 1
        scores = np.zeros((len(self.kinds), count), dtype=np.float32)
        likeness = None if traits.vectors is None else np.zeros(len(self.kinds), dtype=np.float32)
        for part, choice in enumerate(choices[:-1]):
            rows = np.flatnonzero(self.folds == part)
            asked = traits.take(rows)
            scores[rows] = choice.score(asked)
            if likeness is not None:
                middles = self._find_middles(traits, np.flatnonzero(self.folds != part))
                likeness[rows] = measure_likeness(asked, middles)
        rows = np.flatnonzero(self.folds >= 0)
        kinds, is_own = self.kinds[rows], self.is_own[rows]
        warmth = find_warmth(scores[rows], kinds)
        scores = scores[rows] * warmth
        signs = list_signs(scores, None if likeness is None else likeness[rows])
        scope = learn_scope(signs, kinds < count - 1, weigh(kinds < count - 1, is_own))
        middles = self._find_middles(traits, np.arange(len(self.kinds)))
        head = Head(choices[-1].warm(warmth), scope, None if middles is None else centre, middles)
        is_outside = scope.judge(signs) < scope.threshold
        best = np.where(is_outside, count - 1, scores[:, :-1].argmax(axis=1))
        return head, tell_expected(Answers((*self.names, NONE), kinds, best, is_own))

    @property
    def _parts(self) -> int:
        return int(self.folds.max()) + 1

    def _find_middles(self, traits: Traits, rows: Places) -> Numbers | None:
        """Return the mean direction of each intent in some lessons, where there are vectors."""
        if traits.vectors is None:
            return None
        kinds, count = self.kinds[rows], len(self.names)
        inside = rows[kinds < count]
        return find_middles(traits.vectors[inside], self.kinds[inside], count)


def weigh(is_inside: npt.NDArray[np.bool_], is_own: npt.NDArray[np.bool_]) -> Numbers:
    """Return what each lesson counts for scope: our bank no more than the workspace's own."""
    own, bank = (~is_inside & is_own).sum(), max((~is_own).sum(), 1)
    share = min(1.0, own / bank) if own else 1.0
    weights: Numbers = np.where(is_own, 1.0, share).astype(np.float32)
    return weights


def _fold(lessons: Sequence[Lesson], kinds: Places) -> Places:
    """Return the part of each lesson, -1 where it is not asked about.

    Each intent is dealt out evenly, in an order that means nothing.
    """
    parts, asked = (5, 5) if len(lessons) <= _FEW else (4, 2)
    order = np.lexsort((hash_words([one.text for one in lessons]), kinds))
    folds = np.zeros(len(lessons), dtype=np.int64)
    folds[order] = np.arange(len(lessons)) % parts
    folds[folds >= asked] = -1
    return folds
