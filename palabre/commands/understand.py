"""`palabre understand`: read by the models the messages that nobody has read yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation


@click.command()
@data_option
@json_option
@click.option("--workspace", default=None, help="One workspace; all when left out.")
@click.option("--again", is_flag=True, help="Read all messages again, as after a new model.")
@click.option(
    "--depth",
    type=click.Choice(["fast", "full"]),
    default="fast",
    show_default=True,
    help="full asks the deep model too, where it is installed: some milliseconds a message.",
)
def command(
    folder: Path | None,
    as_json: bool,
    workspace: str | None,
    again: bool,
    depth: Literal["fast", "full"],
) -> None:
    """Read messages from the latest back; what was decided on them stays.

    It can be stopped and begun again: what was read is not read twice, but with --again.
    """
    open_installation(folder)
    from palabre.inbox.understanding.catching_up import LAST, read_older
    from palabre.workspaces.models import Workspace

    workspaces = Workspace.objects.order_by("id")
    if workspace:
        workspaces = workspaces.filter(slug=workspace)
    reports: list[dict[str, Any]] = []
    for one in workspaces:
        read, before = 0, LAST
        while before:
            step = read_older(one.pk, before=before, again=again, depth=depth)
            read, before = read + step.read, step.before
        reports.append({"workspace": one.slug, "read": read})
    lines = [f"{report['workspace']}: {report['read']} messages read" for report in reports]
    show(reports, as_json=as_json, lines=lines)
