"""`palabre audit`: the audit log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation


@click.group()
def command() -> None:
    """Look after the audit log."""


@command.command()
@data_option
@json_option
@click.option("--workspace", default=None, help="One workspace; all when left out.")
def verify(folder: Path | None, as_json: bool, workspace: str | None) -> None:
    """Check every entry's hash; name what was altered, removed or inserted. Status 1 if any."""
    open_installation(folder)
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.audit import verify_audit
    from palabre.workspaces.models import Workspace

    workspaces = Workspace.objects.order_by("id")
    if workspace:
        workspaces = workspaces.filter(slug=workspace)
    reports: list[dict[str, Any]] = []
    for one in workspaces:
        with workspace_scope([one.pk]):
            count, faults = verify_audit(one.pk)
        named = [{"entry": fault.number, "fault": fault.kind} for fault in faults]
        reports.append({"workspace": one.slug, "entries": count, "faults": named})
    lines = []
    for report in reports:
        state = "whole" if not report["faults"] else "NOT whole"
        lines.append(f"{report['workspace']}: {report['entries']} entries, {state}")
        lines += [f"  entry {f['entry']}: {f['fault']}" for f in report["faults"]]
    show(reports, as_json=as_json, lines=lines)
    if any(report["faults"] for report in reports):
        sys.exit(1)
