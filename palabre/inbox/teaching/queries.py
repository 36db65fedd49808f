"""Questions about what is taught."""

from __future__ import annotations

from typing import Any

from palabre.inbox.models import Correction, TaughtModel
from palabre.inbox.queries import fetch

COUNTS = """
    select about, count(*) as count from inbox_correction where workspace_id = %(workspace)s
    group by about order by count(*) desc, about
"""


def list_taught(workspace: int, kind: str) -> list[TaughtModel]:
    """Return the versions of a kind, the latest first, without their files."""
    versions = TaughtModel.objects.filter(workspace_id=workspace, kind=kind)
    return list(versions.defer("content", "examples").order_by("-number"))


def count_corrections(workspace: int) -> list[dict[str, Any]]:
    """Return how many corrections there are of each question, the most first."""
    return fetch(COUNTS, {"workspace": workspace})


def get_corrections(workspace: int, message: int) -> dict[str, str]:
    """Return what was said of a message, by question."""
    said = Correction.objects.filter(workspace_id=workspace, message_id=message)
    return dict(said.values_list("about", "answer"))
