"""`palabre vault`: the key that the networks' secrets are sealed with."""

from __future__ import annotations

from pathlib import Path

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation


@click.group()
def command() -> None:
    """Look after the key that the networks' secrets are sealed with."""


@command.command()
@data_option
@json_option
def rotate(folder: Path | None, as_json: bool) -> None:
    """Make a new key and seal everything anew with it, while the desk runs."""
    open_installation(folder)
    from django.conf import settings

    from palabre.plumbing import clock
    from palabre.plumbing.vault import change_key

    change_key(settings.DATA, now=clock.now())
    count = _reseal_all()
    lines = [
        f"A new key is in use; {count} secrets are sealed anew.",
        "Back up secrets.json. In an hour: palabre vault forget.",
    ]
    show({"resealed": count}, as_json=as_json, lines=lines)


@command.command()
@data_option
@json_option
def forget(folder: Path | None, as_json: bool) -> None:
    """Drop the keys before the present one, once everything is sealed with it."""
    open_installation(folder)
    from django.conf import settings

    from palabre.plumbing import clock
    from palabre.plumbing.vault import forget_former_keys

    resealed = _reseal_all()
    count = forget_former_keys(settings.DATA, now=clock.now())
    told = {"forgotten": count, "resealed": resealed}
    show(told, as_json=as_json, lines=[f"{count} former keys are forgotten."])


def _reseal_all() -> int:
    from palabre.channels.sealing import reseal
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.models import Workspace

    count = 0
    for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
        with workspace_scope([workspace]):
            count += reseal(workspace)
    return count
