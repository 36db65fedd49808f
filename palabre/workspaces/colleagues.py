"""Who works for a client, and may be given a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from palabre.workspaces.models import Member, Role, Workspace
from palabre.workspaces.rights import RIGHTS, Right


def list_colleagues(workspace: Workspace, *, right: Right) -> Sequence[Member]:
    """Return the active members whose role in this workspace gives the right, by name."""
    kinds = [kind for kind, rights in RIGHTS.items() if right in rights]
    here = Q(workspace=workspace) | Q(workspace=None)
    roles = Role.objects.filter(here, kind__in=kinds)
    members = Member.objects.filter(
        pk__in=roles.values("member"), organisation_id=workspace.organisation_id, is_active=True
    )
    return list(members.order_by("name", "id"))
