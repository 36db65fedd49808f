"""`palabre networks`: what every network can do, and the folder of a new one."""

from __future__ import annotations

from pathlib import Path

import click

from palabre.commands import show
from palabre.commands.options import json_option
from palabre.plumbing.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "networks" / "README.md"
CHARTER = ROOT / "docs" / "use" / "charter.md"


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List the networks that Palabre knows."""
    if context.invoked_subcommand is not None:
        return
    from palabre.connectors.registry import CONNECTORS

    cards = [{"name": one.name, "title": one.title} for one in CONNECTORS.values()]
    show(cards, as_json=as_json, lines=[f"{one['name']:14} {one['title']}" for one in cards])


@command.command()
@click.option("--print", "is_printed", is_flag=True, help="Print it; write nothing.")
def matrix(is_printed: bool) -> None:
    """Write what every network can do into the documentation, from the code."""
    from palabre.connectors.matrix import write_matrix
    from palabre.connectors.reach import write_reach
    from palabre.connectors.registry import CONNECTORS

    text = write_matrix(CONNECTORS)
    if is_printed:
        click.echo(text, nl=False)
        return
    PAGE.write_text(text, encoding="utf-8")
    CHARTER.write_text(write_reach(CHARTER.read_text("utf-8"), CONNECTORS), encoding="utf-8")
    click.echo(f"Written: {PAGE}, {CHARTER}")


@command.command()
@click.argument("name")
@click.option("--title", default="", help="How people call it; the name when left out.")
def new(name: str, title: str) -> None:
    """Make the folder of a new network, its tests, its twin and its page."""
    from palabre.commands.scaffold import make_network

    if not name.isidentifier() or not name.islower():
        raise Refused("Name the network by small letters, digits and underscores.")
    for path in make_network(ROOT, name, title or name.title()):
        click.echo(path.relative_to(ROOT))
