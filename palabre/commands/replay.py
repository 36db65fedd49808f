"""`palabre replay`: real texts, as signed comments of invented people."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused

SHOWN = 10


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@data_option
@json_option
@click.option("--network", default="instagram", show_default=True, help="facebook or instagram.")
@click.option("--account", required=True, help="The account's key: see `palabre accounts`.")
@click.option("--rate", default=200.0, show_default=True, help="Comments a second.")
@click.option("--most", default=20_000, show_default=True, help="How many at most.")
@click.option("--shuffle", is_flag=True, help="Deliver them in disorder.")
@click.option("--duplicate", default=0.0, help="Share of deliveries that come twice.")
@click.option("--seed", default=1, show_default=True, help="The same disorder for the same seed.")
@click.option("--square", default=None, help="The square's address, when it runs elsewhere.")
def command(  # noqa: PLR0913 - one argument for each option of the command line
    files: tuple[Path, ...],
    folder: Path | None,
    as_json: bool,
    network: str,
    account: str,
    rate: float,
    most: int,
    shuffle: bool,
    duplicate: float,
    seed: int,
    square: str | None,
) -> None:
    """Send the texts of CSV FILES (a `text` column) through the square as signed comments.

    In the end every comment of the account is compared on both sides; status 1 when they differ.
    """
    data = open_installation(folder)
    from palabre.commands import replaying

    address = square or _square_of(data)
    workspace, found = replaying.find_account(network, account)
    texts = replaying.read_texts(files, most=most)
    plan = replaying.Plan(account, rate, shuffle, duplicate, seed)
    began = time.monotonic()
    replaying.send(texts, plan, square=address, progress=_say("sent", len(texts)))
    replaying.wait_until_still(workspace, square=address, progress=_say("under way", 0))
    seconds = time.monotonic() - began
    report = replaying.compare_until_whole(workspace, found, square=address)
    report.sent, report.seconds = len(texts), round(seconds, 2)
    lines = [
        f"{report.sent} sent in {report.seconds:.1f} s ({report.sent / seconds:.0f} a second)",
        f"{report.on_square} on the square, {report.on_desk} on the desk, {report.hidden} hidden",
        f"missing {len(report.missing)}, different {len(report.different)}, "
        f"acts done twice {report.acts_twice}",
        *(f"  missing {one}" for one in report.missing[:SHOWN]),
        *(f"  different {one}" for one in report.different[:SHOWN]),
        "Whole." if report.is_whole else "NOT whole.",
    ]
    show(asdict(report) | {"whole": report.is_whole}, as_json=as_json, lines=lines)
    if not report.is_whole:
        sys.exit(1)


def _square_of(data: DataFolder) -> str:
    address = data.read("running.json").get("square")
    if not isinstance(address, str):
        raise Refused("The square does not run: start the desk with its demonstration.")
    return address


def _say(word: str, of: int) -> Callable[[int], None]:
    """Return a progress line for a person at a terminal."""

    def say(count: int) -> None:
        if sys.stderr.isatty():
            total = f" of {of}" if of else ""
            click.echo(f"\r  {count}{total} {word}        ", nl=False, err=True)

    return say
