"""An organisation's clients: opening one, and calling it otherwise."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import open_workspace
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.models import Member, Role, RoleKind, Workspace


@dataclass(frozen=True, slots=True)
class ClientWish:
    """What a client is to be called, and where it lives."""

    name: str
    language: str = "fr"
    time_zone: str = "Europe/Paris"


def may_open_clients(member: Member) -> bool:
    """Say whether a member owns the whole organisation."""
    return Role.objects.filter(member=member, workspace=None, kind=RoleKind.OWNER).exists()


def open_client(*, by: Member, wish: ClientWish, now: datetime) -> Workspace:
    """Open a client's workspace; the first line of its log says by whom."""
    if not may_open_clients(by):
        raise Refused("Only an owner of the organisation opens a client.", status=403)
    name = _check(wish)
    workspace = open_workspace(
        organisation=by.organisation, name=name, language=wish.language, now=now
    )
    Workspace.objects.filter(pk=workspace.pk).update(time_zone=wish.time_zone)
    _note(workspace, by, "open", name, now)
    return workspace


def rename_client(*, workspace: Workspace, by: Member, wish: ClientWish, now: datetime) -> None:
    """Call a client otherwise; its address stays."""
    if not may_open_clients(by):
        raise Refused("Only an owner of the organisation opens a client.", status=403)
    name = _check(wish)
    Workspace.objects.filter(pk=workspace.pk).update(
        name=name, language=wish.language, time_zone=wish.time_zone
    )
    _note(workspace, by, "rename", name, now)


def _check(wish: ClientWish) -> str:
    name = wish.name.strip()
    if not name or len(name) > 200:
        raise Refused("A client's name has 1 to 200 characters.", status=422)
    if wish.language not in dict(settings.LANGUAGES):
        raise Refused("This language is not one of the desk's.", status=422)
    if wish.time_zone not in zoneinfo.available_timezones():
        raise Refused("This time zone is not known.", status=422)
    return name


def _note(workspace: Workspace, by: Member, action: str, name: str, now: datetime) -> None:
    entry = Entry(f"member:{by.pk}", action, f"workspace:{workspace.pk}", {"name": name})
    with workspace_scope([workspace.pk]):
        write_audit(workspace.pk, [entry], now=now)
