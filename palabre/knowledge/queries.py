"""Questions about saved replies."""

from __future__ import annotations

from palabre.knowledge.models import SavedReply
from palabre.plumbing.errors import Refused

MOST = 200


def list_saved_replies(workspace: int) -> list[SavedReply]:
    """Return a workspace's saved replies by their titles, 200 at most."""
    return list(SavedReply.objects.filter(workspace_id=workspace).order_by("title", "id")[:MOST])


def get_saved_reply(workspace: int, reply: int) -> SavedReply:
    """Return one saved reply; `Refused` when the workspace has no such one."""
    found = SavedReply.objects.filter(workspace_id=workspace, pk=reply).first()
    if found is None:
        raise Refused("This saved reply is not here.", status=404)
    return found
