"""`palabre start`: one command, one process tree."""

from __future__ import annotations

import time
from pathlib import Path

import click

from palabre.commands.options import data_option, folder_of
from palabre.commands.supervisor import Supervisor


@click.command()
@data_option
@click.option("--port", default=8700, show_default=True, help="Where the desk answers.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind.")
@click.option("--no-demo", is_flag=True, help="Start empty, without the square.")
@click.option("--chatter-seconds", default=6.0, show_default=True, help="How often people talk.")
def command(
    folder: Path | None, port: int, host: str, no_demo: bool, chatter_seconds: float
) -> None:
    """Start the desk; Ctrl-C stops it."""
    supervisor = Supervisor(
        data=folder_of(folder),
        host=host,
        port=port,
        with_demonstration=not no_demo,
        chatter_seconds=chatter_seconds,
        said=time.monotonic(),
    )
    supervisor.run()
