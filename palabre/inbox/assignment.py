"""Whose a conversation is: the member who sees to it."""

from __future__ import annotations

from datetime import datetime

from palabre.inbox.models import Thread
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.models import Workspace
from palabre.workspaces.rights import Right


def assign_thread(
    *, workspace: Workspace, thread: int, member: int, by: str, now: datetime
) -> None:
    """Give a conversation to a member who may answer in this workspace."""
    take_turn(workspace.pk)
    _find(workspace.pk, thread)
    if member not in {one.pk for one in list_colleagues(workspace, right=Right.ANSWER)}:
        raise Refused("This member cannot answer for this client.", status=422)
    _set(workspace.pk, thread, member, now)
    entry = Entry(by, "assign", f"thread:{thread}", {"member": member})
    write_audit(workspace.pk, [entry], now=now)


def unassign_thread(*, workspace: Workspace, thread: int, by: str, now: datetime) -> None:
    """Give a conversation back to everybody."""
    take_turn(workspace.pk)
    _find(workspace.pk, thread)
    _set(workspace.pk, thread, None, None)
    write_audit(workspace.pk, [Entry(by, "unassign", f"thread:{thread}")], now=now)


def _find(workspace: int, thread: int) -> None:
    if not Thread.objects.filter(workspace_id=workspace, id=thread).exists():
        raise Refused("This conversation is not here.", status=404)


def _set(workspace: int, thread: int, member: int | None, at: datetime | None) -> None:
    found = Thread.objects.filter(workspace_id=workspace, id=thread)
    found.update(assignee=member, assigned_at=at)
    stream.tell(workspace, [thread])
