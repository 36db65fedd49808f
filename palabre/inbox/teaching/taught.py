"""What a workspace taught, laid over what the general models understood of its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from palabre.engine.learning.applying import apply_corrections
from palabre.engine.learning.corrections import Taught
from palabre.engine.learning.files import read_model
from palabre.engine.learning.own_intents import OwnIntents
from palabre.engine.learning.taught_files import read_taught
from palabre.engine.vocabulary import Signals
from palabre.inbox.models import TaughtKind, TaughtModel
from palabre.plumbing.scope import workspace_scope

Vector = npt.NDArray[np.float32]


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
            known = [vector for vector in vectors if vector is not None]
            is_deep = deep == self.corrections.deep != "" and len(known) == len(texts)
            given = np.array(known, dtype=np.float32) if is_deep else None
            taught = apply_corrections(self.corrections, texts, taught, given)
        if self.intents is None or not texts:
            return taught
        own = self.intents.name(texts, vectors, deep=deep)
        return [replace(one, own_intent=intent) for one, intent in zip(taught, own, strict=True)]


def get_lessons(workspace: int) -> Lessons:
    """Return the live models of a workspace, each opened once a process."""
    with workspace_scope([workspace]):
        ids = _get_live_ids(workspace)
        return Lessons(
            _open_intents(workspace, ids.get(TaughtKind.INTENTS)),
            _open_corrections(workspace, ids.get(TaughtKind.CORRECTIONS)),
        )


def list_own_intents(workspace: int) -> tuple[str, ...]:
    """Return the names of the intents that the workspace teaches now, by the alphabet.

    Asked within the workspace's scope, as pages are made: it costs one question.
    """
    intents = _open_intents(workspace, _get_live_ids(workspace).get(TaughtKind.INTENTS))
    return intents.names if intents is not None else ()


def _get_live_ids(workspace: int) -> dict[str, int]:
    """Return the live model of each kind."""
    live = TaughtModel.objects.filter(workspace_id=workspace, left_at=None)
    return dict(live.exclude(live_at=None).values_list("kind", "pk"))


@lru_cache(maxsize=64)
def _open_intents(workspace: int, model: int | None) -> OwnIntents | None:
    return None if model is None else read_model(_content(workspace, model))


@lru_cache(maxsize=64)
def _open_corrections(workspace: int, model: int | None) -> Taught | None:
    return None if model is None else read_taught(_content(workspace, model))


def _content(workspace: int, model: int) -> bytes:
    found = TaughtModel.objects.values_list("content", flat=True)
    return bytes(found.get(workspace_id=workspace, pk=model))
