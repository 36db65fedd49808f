"""`palabre learn`: learn from what people corrected, now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation


@click.command()
@data_option
@json_option
@click.option("--workspace", default=None, help="One workspace; all when left out.")
def command(folder: Path | None, as_json: bool, workspace: str | None) -> None:
    """Learn a small model of each workspace from its corrections.

    It goes live where it proves better than the general ones on corrections that it had not
    learned; otherwise the reason is told and nothing changes.
    """
    open_installation(folder)
    from palabre.inbox.teaching.learning import PROGRAM, learn_now
    from palabre.workspaces.models import Workspace

    workspaces = Workspace.objects.order_by("id")
    if workspace:
        workspaces = workspaces.filter(slug=workspace)
    reports: list[dict[str, Any]] = []
    lines = []
    for one in workspaces:
        report = learn_now(one.pk, by=PROGRAM)
        reports.append({"workspace": one.slug, "report": report})
        lines += _tell(one.slug, report)
    show(reports, as_json=as_json, lines=lines)


def _tell(slug: str, report: dict[str, Any] | None) -> list[str]:
    """Return what was learned in a workspace, a line a question."""
    if report is None:
        return [f"{slug}: nobody corrected anything yet"]
    answers = ", ".join(f"{about} {count}" for about, count in report["answers"].items())
    lines = [f"{slug}: {answers}; {report['least']} or more are needed of a question"]
    for depth in ("fast", "full"):
        for about, told in report.get(depth, {}).items():
            before, after = told["right"]["before"]["share"], told["right"]["after"]["share"]
            done = "promoted" if told["promoted"] else f"refused, {told['reason']}"
            lines.append(
                f"  {about} ({depth}): {done}; right {before:.1%} before, {after:.1%} after"
            )
    return lines
