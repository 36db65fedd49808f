"""`palabre doctor`: what is well, what is not, and the cure."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from palabre import __version__
from palabre.commands import show
from palabre.commands.options import data_option, folder_of, json_option, open_installation
from palabre.plumbing.errors import Refused

LEAST_FREE = 2_000_000_000


@click.command()
@data_option
@json_option
def command(folder: Path | None, as_json: bool) -> None:
    """Check this machine and this installation. Status 1 when something needs a hand."""
    data = folder_of(folder)
    checks = [
        _check("palabre", True, __version__),
        _check("python", sys.version_info >= (3, 11), sys.version.split()[0]),
        _check("data folder", data.path.exists(), str(data.path), "start the desk: bin/start"),
    ]
    free = shutil.disk_usage(data.path if data.path.exists() else Path.cwd()).free
    checks.append(_check("disk", free > LEAST_FREE, f"{free // 10**9} GB free", "make room"))
    running = data.read("running.json")
    alive = bool(running) and _is_alive(int(running.get("pid", 0)))
    said = str(running.get("desk", "stopped")) if alive else "stopped"
    checks.append(_check("desk", alive, said, "start it: bin/start"))
    try:
        open_installation(folder)
        checks += _database_checks()
    except Refused as refusal:
        checks.append(_check("database", False, refusal.sentence, "start the desk: bin/start"))
    lines = [
        f"{'well ' if one['well'] else 'LOOK '} {one['name']:14} {one['found']}"
        + (f"  ({one['cure']})" if one["cure"] and not one["well"] else "")
        for one in checks
    ]
    show(checks, as_json=as_json, lines=lines)
    if not all(one["well"] for one in checks):
        sys.exit(1)


def _check(name: str, well: bool, found: str, cure: str = "") -> dict[str, Any]:
    return {"name": name, "well": well, "found": found, "cure": cure}


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return number > 0


def _database_checks() -> list[dict[str, Any]]:
    from django.db import connection

    from palabre.channels.queries import count_ledger
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.models import Workspace

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        is_bound = not cursor.fetchone()[0]
    checks = [
        _check("database", True, f"PostgreSQL {version}"),
        _check("isolation", is_bound, "row-level security holds", "take BYPASSRLS from the role"),
    ]
    for workspace in Workspace.objects.order_by("id"):
        with workspace_scope([workspace.pk]):
            ledger = count_ledger(workspace.pk)
        said = f"{ledger['applied']} applied, {ledger['waiting']} waiting, {ledger['dead']} dead"
        checks.append(
            _check(f"ledger {workspace.slug}", not ledger["dead"], said, "see the dead letters")
        )
    return checks
