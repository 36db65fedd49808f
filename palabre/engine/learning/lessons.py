"""What a workspace taught, laid over what the general models understood of its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from palabre.engine.learning.applying import apply_corrections
from palabre.engine.learning.corrections import Taught
from palabre.engine.learning.own_intents import OwnIntents, Vector, stack_vectors
from palabre.engine.vocabulary import Signals


@dataclass(frozen=True, slots=True)
class Lessons:
    """The live models of a workspace."""

    intents: OwnIntents | None = None
    corrections: Taught | None = None

    @property
    def versions(self) -> dict[str, str]:
        """Return the version of each, by its name."""
        found = {"intents": self.intents, "corrections": self.corrections}
        return {name: model.version for name, model in found.items() if model is not None}

    def lay_over(
        self,
        texts: Sequence[str],
        signals: Sequence[Signals],
        vectors: Sequence[Vector | None],
        *,
        deep: str,
    ) -> list[Signals]:
        """Return the signals with what the workspace knows better. All have labels."""
        taught = list(signals)
        if self.corrections is not None and texts:
            given = stack_vectors(vectors, deep=deep, known=self.corrections.deep)
            taught = apply_corrections(self.corrections, texts, taught, given)
        if self.intents is None or not texts:
            return taught
        own = self.intents.name(texts, vectors, deep=deep)
        return [replace(one, own_intent=intent) for one, intent in zip(taught, own, strict=True)]
