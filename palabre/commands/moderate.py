"""`palabre moderate`: the engine alone, no database and no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import cast

import click

from palabre.engine.learning.files import NotAModelError, read_model
from palabre.engine.learning.lessons import Lessons
from palabre.engine.learning.own_intents import OwnIntents
from palabre.engine.moderation.batch import BATCH, Moderator
from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import list_charters, load_shipped_charter
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.rules import Charter
from palabre.engine.understanding import Understanding
from palabre.plumbing.memory import keep_for_good

_PIECE = 1 << 16


@click.command()
@click.option(
    "--charter",
    "chosen",
    metavar="FILE",
    help="The charter to decide by: a file, or brand or live; brand when left out.",
)
@click.option("--explain", is_flag=True, help="Show the words that each reason is about.")
@click.option(
    "--depth",
    type=click.Choice(["fast", "full"]),
    default="full",
    help="fast: what live chats get. full: the deep model too, where it is installed.",
)
@click.option(
    "--intents",
    "learned",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own intents, as `palabre intents learn` wrote them.",
)
def command(chosen: str | None, explain: bool, depth: str, learned: Path | None) -> None:
    """Read messages as JSON lines, write decisions as JSON lines, in order.

    Status 1 when a line could not be read; its number and the reason stand in the output.
    Status 2 when the command or the charter is wrong.
    """
    charter = _load(chosen)
    understanding = _load_understanding(depth)
    deep = understanding.versions.get("deep", "")
    lessons = Lessons(_load_intents(learned, deep) if learned else None)
    moderator = Moderator(charter, explain=explain, understanding=understanding, lessons=lessons)
    keep_for_good()
    out = sys.stdout.buffer
    for batch in list_batches(cast(BufferedReader, sys.stdin.buffer)):
        out.writelines(moderator.answer(batch))
        out.flush()
    if moderator.tally.bad:
        sys.exit(1)


def _load(chosen: str | None) -> Charter:
    """Return the charter that was asked for."""
    name = chosen or "brand"
    if name in list_charters() and not Path(name).is_file():
        return load_shipped_charter(name)
    try:
        return load_charter(Path(name).read_text("utf-8"))
    except CharterError as problem:
        raise click.UsageError(str(problem)) from problem
    except OSError as problem:
        raise click.UsageError(f"{name} cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise click.UsageError(f"{name} is not a text in UTF-8.") from problem


def _load_understanding(depth: str) -> Understanding:
    """Return the models."""
    return Understanding.load("full" if depth == "full" else "fast")


def _load_intents(path: Path, deep: str) -> OwnIntents:
    """Return the own intents that were asked for."""
    try:
        intents = read_model(path.read_bytes())
    except OSError as problem:
        raise click.UsageError(f"{path} cannot be read: {problem.strerror}.") from problem
    except NotAModelError as problem:
        raise click.UsageError(f"{path}: {problem}") from problem
    if deep and intents.deep != deep:
        click.echo(
            f"{path} does not know this deep model: own intents are read fast; learn them again.",
            err=True,
        )
    return intents


def list_batches(stream: BufferedReader) -> Iterator[list[bytes]]:
    """Yield the lines that have arrived, at most a batch at a time, never waiting for more.

    So a file is read in large batches, and a line that comes alone is answered at once.
    """
    rest = b""
    while piece := stream.read1(_PIECE):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        for first in range(0, len(lines), BATCH):
            yield lines[first : first + BATCH]
    if rest:
        yield [rest]
