"""Workspaces, teams and the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api import schemas
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Number, Slug, inside, page, who
from palabre.plumbing import clock, paging
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import verify_audit
from palabre.workspaces.clients import ClientWish, open_client
from palabre.workspaces.models import AuditEntry, Workspace
from palabre.workspaces.rights import ALL, Right
from palabre.workspaces.teams import Crew, TeamWish, keep_team, list_teams, remove_team

router = Router(tags=["workspaces"])


@router.get("/workspaces", response={200: list[schemas.Workspace], REFUSED: schemas.Problem})
def list_workspaces(request: HttpRequest) -> list[dict[str, Any]]:
    """List the workspaces you may enter, with your rights in each."""
    present = who(request)
    return [_workspace(one, present.rights[one.pk]) for one in present.workspaces.values()]


def _workspace(workspace: Workspace, rights: Iterable[Right]) -> dict[str, Any]:
    return {
        "slug": workspace.slug,
        "name": workspace.name,
        "language": workspace.language,
        "time_zone": workspace.time_zone,
        "rights": sorted(rights),
    }


@router.post("/workspaces", response={201: schemas.Workspace, REFUSED: schemas.Problem})
def open_workspace(request: HttpRequest, asked: schemas.NewWorkspace) -> Status[dict[str, Any]]:
    """Open a client's workspace: for owners of the organisation, with the scope `manage`."""
    present = who(request)
    if not any(Right.MANAGE in rights for rights in present.rights.values()):
        raise Refused("Only an owner of the organisation opens a client.", status=403)
    wish = ClientWish(asked.name, asked.language, asked.time_zone)
    opened = open_client(by=present.member, wish=wish, now=clock.now())
    opened.refresh_from_db()
    return Status(201, _workspace(opened, ALL))


@router.get("/teams", response={200: list[schemas.Team], REFUSED: schemas.Problem})
def list_all_teams(request: HttpRequest, workspace: Slug = None) -> list[dict[str, Any]]:
    """List the teams of a client, with those of their members who work there."""
    with inside(request, workspace, Right.READ) as (room, _):
        return [_crew(one) for one in list_teams(room)]


def _crew(one: Crew) -> dict[str, Any]:
    return {
        "id": one.team.pk,
        "name": one.team.name,
        "languages": one.team.languages,
        "members": [{"id": member.pk, "name": member.name} for member in one.members],
    }


@router.post("/teams", response={201: schemas.Team, REFUSED: schemas.Problem})
def make_team(
    request: HttpRequest, asked: schemas.TeamAsked, workspace: Slug = None
) -> Status[dict[str, Any]]:
    """Make a team."""
    return Status(201, _keep(request, workspace, None, asked))


@router.put("/teams/{team}", response={200: schemas.Team, REFUSED: schemas.Problem})
def change_team(
    request: HttpRequest, asked: schemas.TeamAsked, team: Path[Number], workspace: Slug = None
) -> dict[str, Any]:
    """Change a team: its name, its members and its languages are those that are sent."""
    return _keep(request, workspace, team, asked)


def _keep(
    request: HttpRequest, slug: str | None, team: int | None, asked: schemas.TeamAsked
) -> dict[str, Any]:
    with inside(request, slug, Right.MANAGE) as (room, actor):
        wish = TeamWish(asked.name, asked.languages, asked.members)
        kept = keep_team(workspace=room, team=team, wish=wish, by=actor, now=clock.now())
        return next(_crew(one) for one in list_teams(room) if one.team.pk == kept.pk)


@router.delete("/teams/{team}", response={204: None, REFUSED: schemas.Problem})
def drop_team(request: HttpRequest, team: Path[Number], workspace: Slug = None) -> Status[None]:
    """Take a team away; its members stay."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        remove_team(workspace=room, team=team, by=actor, now=clock.now())
    return Status(204, None)


@router.get("/audit", response={200: schemas.AuditEntries, REFUSED: schemas.Problem})
def list_audit(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List the audit log, the latest entry first."""
    with inside(request, workspace, Right.AUDIT) as (room, _):
        entries = AuditEntry.objects.filter(workspace_id=room.pk)
        found, following = paging.take_page(entries, cursor=cursor, limit=limit, field="number")
        return page([_entry(entry) for entry in found], following)


def _entry(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "hash": bytes(entry.hash).hex(),
    }


@router.get("/audit/verification", response={200: schemas.AuditReport, REFUSED: schemas.Problem})
def get_audit_verification(request: HttpRequest, workspace: Slug = None) -> dict[str, Any]:
    """Check every entry's hash, and name what was altered, removed or inserted."""
    with inside(request, workspace, Right.AUDIT) as (room, _):
        count, faults = verify_audit(room.pk)
        named = [{"entry": fault.number, "fault": fault.kind} for fault in faults]
        return {"entries": count, "whole": not faults, "faults": named}
