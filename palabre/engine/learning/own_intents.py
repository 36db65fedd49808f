"""A workspace's own intents: a small model that names what a text wants, or says "none"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.examples import NONE
from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.scope import Scope, list_signs
from palabre.engine.learning.softmax import Choice, soften
from palabre.engine.learning.traits import Cut, Lexicon, Traits, cut_texts
from palabre.engine.vocabulary import OwnIntent

Vector = npt.NDArray[np.float32]
"""What the deep model makes of one text."""

FAST, FULL = "fast", "full"
DEEP_SHARE: Final = 1.5
"""How strongly the deep model's vector speaks beside the words."""
_MOST_TOLD: Final = 3


@dataclass(frozen=True)
class Head:
    """What names intents at one depth, and what tells that a text wants none of them.

    The last kind of the choice is "none". Where there are vectors, `centre` is the mean of
    all, and `middles` those of the intents, of length one.
    """

    choice: Choice
    scope: Scope
    centre: Numbers | None = None
    middles: Numbers | None = None

    def look(self, lexicon: Lexicon, cut: Cut, vectors: npt.NDArray[np.float32] | None) -> Traits:
        """Return what this head looks at in texts."""
        if vectors is None or self.centre is None:
            return lexicon.look(cut)
        return lexicon.look(cut, aim_vectors(vectors, self.centre))

    def list_signs(self, traits: Traits, scores: Numbers) -> Numbers:
        """Return what tells of scope."""
        return list_signs(scores, measure_likeness(traits, self.middles))


@dataclass(frozen=True)
class OwnIntents:
    """A learned model. `report` says what to expect of it; `deep` which deep model it knows."""

    names: tuple[str, ...]
    lexicon: Lexicon
    heads: dict[str, Head]
    version: str
    deep: str = ""
    report: dict[str, Any] = field(default_factory=dict)

    def read(
        self, texts: Sequence[str], vectors: npt.NDArray[np.float32] | None = None
    ) -> list[OwnIntent]:
        """Return the own intent of each text; `vectors` are those of the deep model it knows."""
        if not texts:
            return []
        deep = vectors is not None and FULL in self.heads
        head = self.heads[FULL if deep else FAST]
        traits = head.look(self.lexicon, cut_texts(texts), vectors)
        scores = head.choice.score(traits)
        inside = head.scope.judge(head.list_signs(traits, scores))
        chances = soften(scores[:, :-1])[0] * inside[:, None]
        return [
            self._name(row, float(chance), head.scope.threshold)
            for row, chance in zip(chances, inside, strict=True)
        ]

    def name(
        self,
        texts: Sequence[str],
        vectors: Sequence[Vector | None],
        *,
        deep: str,
    ) -> list[OwnIntent]:
        """Return the own intent of each text, as deeply as the model can.

        `deep` is the version of the deep model that the vectors come from: with another one than
        the model knows, or where a text has none, texts are read fast.
        """
        return self.read(texts, stack_vectors(vectors, deep=deep, known=self.deep))

    def _name(self, chances: Numbers, inside: float, threshold: float) -> OwnIntent:
        best = np.argsort(-chances, kind="stable")[:_MOST_TOLD]
        scores = {self.names[place]: round(float(chances[place]), 4) for place in best}
        scores[NONE] = round(1 - inside, 4)
        name = NONE if inside < threshold else self.names[best[0]]
        return OwnIntent(name, scores[name], scores)


def stack_vectors(
    vectors: Sequence[Vector | None], *, deep: str, known: str
) -> npt.NDArray[np.float32] | None:
    """Return the vectors of all texts as one table, one row a text.

    None where a text has none, or where they come from another deep model (`deep` is its
    version) than the one that is known.
    """
    found = [vector for vector in vectors if vector is not None]
    if not found or len(found) < len(vectors) or not deep or deep != known:
        return None
    return np.array(found, dtype=np.float32)


def aim_vectors(vectors: npt.NDArray[np.float32], centre: Numbers) -> Numbers:
    """Return which way each vector lies from the centre of all, all of the same length.

    The vectors of a deep model lie close together: what tells them apart is left when their mean
    is taken away.
    """
    ways = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9) - centre
    sizes = np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)
    aimed: Numbers = (ways * (DEEP_SHARE / sizes)).astype(np.float32)
    return aimed


def find_centre(vectors: npt.NDArray[np.float32]) -> Numbers:
    """Return the mean of the vectors, each taken with length one."""
    sizes = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    centre: Numbers = (vectors / sizes).mean(axis=0).astype(np.float32)
    return centre


def find_middles(vectors: Numbers, kinds: npt.NDArray[np.int64], count: int) -> Numbers:
    """Return the mean direction of the vectors of each kind."""
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, kinds, vectors)
    middles: Numbers = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return middles


def measure_likeness(traits: Traits, middles: Numbers | None) -> Numbers | None:
    """Return how near each text is to the nearest of the intents, 1 for the same direction."""
    if middles is None or traits.vectors is None:
        return None
    nearest: Numbers = (traits.vectors @ middles.T).max(axis=1) / np.float32(DEEP_SHARE)
    return nearest
