"""Questions about charters and decisions."""

from __future__ import annotations

from functools import lru_cache

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import get_default_text
from palabre.engine.moderation.rules import Charter as LoadedCharter
from palabre.moderation.models import Charter


def get_charter(workspace: int) -> LoadedCharter:
    """Return the charter in force: the latest of the workspace, else the default one."""
    latest = (
        Charter.objects.filter(workspace_id=workspace)
        .order_by("-number")
        .values_list("hash", "source")
        .first()
    )
    return _load(*latest) if latest else _load("default", get_default_text())


@lru_cache(maxsize=256)
def _load(_hash: str, source: str) -> LoadedCharter:
    return load_charter(source)
