"""`palabre moderate`: the engine alone, no database and no network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from palabre.engine.moderation.batch import Tally, moderate_lines
from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import load_default_charter
from palabre.engine.moderation.errors import CharterError
from palabre.plumbing.errors import Refused


@click.command()
@click.option(
    "--charter",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The charter to decide by; the default one when left out.",
)
@click.option("--explain", is_flag=True, help="Show the words that each reason is about.")
def command(file: Path | None, explain: bool) -> None:
    """Read messages as JSON lines, write decisions as JSON lines, in order.

    Status 1 when a line could not be read; its number and the reason stand in the output.
    """
    try:
        charter = load_charter(file.read_text("utf-8")) if file else load_default_charter()
    except CharterError as problem:
        raise Refused(str(problem)) from problem
    tally = Tally()
    for line in moderate_lines(sys.stdin.buffer, charter, explain=explain, tally=tally):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    if tally.bad:
        sys.exit(1)
