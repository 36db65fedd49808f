"""What is kept of first steps and of clients that are being set up."""

from __future__ import annotations

from datetime import datetime

from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.welcome.models import FirstSteps, Setup
from palabre.workspaces.clients import ClientWish, may_open_clients, open_client
from palabre.workspaces.models import Member, Workspace


def note_opened(*, workspace: int, member: int, now: datetime) -> None:
    """Remember that a member opened a first conversation."""
    steps, _ = FirstSteps.objects.get_or_create(workspace_id=workspace, member=member)
    if steps.opened_at is None:
        FirstSteps.objects.filter(workspace_id=workspace, pk=steps.pk).update(opened_at=now)


def dismiss_first_steps(*, workspace: int, member: int, now: datetime) -> None:
    """Stop showing a member the first steps."""
    FirstSteps.objects.update_or_create(
        workspace_id=workspace, member=member, defaults={"dismissed_at": now}
    )


def begin_setup(*, by: Member, wish: ClientWish, now: datetime) -> Workspace:
    """Open a client and remember that it is being set up."""
    workspace = open_client(by=by, wish=wish, now=now)
    with workspace_scope([workspace.pk]):
        Setup.objects.create(workspace_id=workspace.pk, by=by.pk, started_at=now)
    return workspace


def finish_setup(*, workspace: int, by: Member, now: datetime) -> None:
    """End the guided path of a client."""
    if not may_open_clients(by):
        raise Refused("Only an owner of the organisation opens a client.", status=403)
    Setup.objects.filter(workspace_id=workspace, finished_at=None).update(finished_at=now)
