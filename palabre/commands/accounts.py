"""`palabre accounts`: the connected accounts."""

from __future__ import annotations

from pathlib import Path

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation


@click.command()
@data_option
@json_option
def command(folder: Path | None, as_json: bool) -> None:
    """List the connected accounts, with the secrets that their networks need."""
    open_installation(folder)
    from palabre.channels.queries import list_account_cards

    cards = list_account_cards()
    lines = [
        f"{card['workspace']:28} {card['network']:10} {card['name']:28} {card['hook_path']}"
        for card in cards
    ]
    show(cards, as_json=as_json, lines=lines or ["No account is connected yet."])
