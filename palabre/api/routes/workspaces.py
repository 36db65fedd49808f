"""Workspaces and the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from palabre.api import schemas
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Limit, Slug, inside, page, who
from palabre.plumbing import paging
from palabre.workspaces.audit import verify_audit
from palabre.workspaces.models import AuditEntry
from palabre.workspaces.rights import Right

router = Router(tags=["workspaces"])


@router.get("/workspaces", response={200: list[schemas.Workspace], REFUSED: schemas.Problem})
def list_workspaces(request: HttpRequest) -> list[dict[str, Any]]:
    """List the workspaces you may enter, with your rights in each."""
    present = who(request)
    return [
        {
            "slug": workspace.slug,
            "name": workspace.name,
            "language": workspace.language,
            "time_zone": workspace.time_zone,
            "rights": sorted(present.rights[workspace.pk]),
        }
        for workspace in present.workspaces.values()
    ]


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
