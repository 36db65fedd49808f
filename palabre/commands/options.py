"""Options that several commands share, and opening an installation for one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import django

from palabre.plumbing.data_folder import DataFolder, default_folder
from palabre.plumbing.errors import Refused

Function = Callable[..., Any]


def data_option(function: Function) -> Function:
    """Add `--data DIR`."""
    return click.option(
        "--data",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="The data folder (default: data in the checkout, or PALABRE_DATA).",
    )(function)


def json_option(function: Function) -> Function:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for a program.")(
        function
    )


def folder_of(folder: Path | None) -> DataFolder:
    """Return the data folder that was named, else the default one."""
    return DataFolder((folder or default_folder()).absolute())


def open_installation(folder: Path | None) -> DataFolder:
    """Make Django ready on a data folder; `Refused` when its database does not run."""
    data = folder_of(folder)
    os.environ["PALABRE_DATA"] = str(data.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not data.read("secrets.json"):
        raise Refused(f"{data.path} is not a started data folder: run bin/start first.")
    django.setup()
    from django.db import connection
    from django.db.utils import OperationalError

    try:
        connection.ensure_connection()
    except OperationalError as problem:
        raise Refused(
            f"The database of {data.path} does not answer: start the desk with bin/start."
        ) from problem
    return data
