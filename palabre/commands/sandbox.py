"""`palabre sandbox`: the square alone."""

from __future__ import annotations

from pathlib import Path

import click

from palabre.commands.options import data_option, folder_of
from palabre.plumbing.errors import Refused


@click.command()
@data_option
@click.option("--port", default=8701, show_default=True, help="Where the square answers.")
@click.option("--quiet", is_flag=True, help="Nobody talks unless you do.")
@click.option("--chatter-seconds", default=6.0, show_default=True, help="How often people talk.")
def command(folder: Path | None, port: int, quiet: bool, chatter_seconds: float) -> None:
    """Run the square beside a desk that runs elsewhere, or after `start` ended."""
    data = folder_of(folder)
    if not data.read("square.json"):
        raise Refused(
            f"{data.path} has no square.json: start the desk with its demonstration first."
        )
    from palabre.sandbox.serve import serve

    click.echo(f"The square: http://127.0.0.1:{port}  (Ctrl-C stops it)", err=True)
    serve(folder=data.path, port=port, chatter=not quiet, chatter_seconds=chatter_seconds)
