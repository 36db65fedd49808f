"""Questions about charters and decisions."""

from __future__ import annotations

from functools import lru_cache

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import get_default_text
from palabre.engine.moderation.rules import Charter as LoadedCharter
from palabre.moderation.models import Charter
from palabre.plumbing.errors import Refused


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


def get_source(workspace: int) -> tuple[int, str]:
    """Return number and text of the charter in force; 0 for the one that comes with Palabre."""
    latest = (
        Charter.objects.filter(workspace_id=workspace)
        .order_by("-number")
        .values_list("number", "source")
        .first()
    )
    return latest or (0, get_default_text())


def get_version(workspace: int, number: int) -> str:
    """Return the text of a version, 0 for the charter that comes with Palabre."""
    if not number:
        return get_default_text()
    found = Charter.objects.filter(workspace_id=workspace, number=number).first()
    if found is None:
        raise Refused("This version of the charter is not here.", status=404)
    return found.source


def list_versions(workspace: int, *, most: int = 100) -> list[Charter]:
    """Return the versions of a workspace's charter, the latest first."""
    return list(Charter.objects.filter(workspace_id=workspace).order_by("-number")[:most])
