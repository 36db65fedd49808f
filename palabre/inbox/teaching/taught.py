"""The live models of a workspace, opened once a process."""

from __future__ import annotations

from functools import lru_cache

from palabre.engine.learning.corrections import Taught
from palabre.engine.learning.files import read_model
from palabre.engine.learning.lessons import Lessons
from palabre.engine.learning.own_intents import OwnIntents
from palabre.engine.learning.taught_files import read_taught
from palabre.inbox.models import TaughtKind, TaughtModel
from palabre.plumbing.scope import workspace_scope


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
