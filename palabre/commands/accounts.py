"""`palabre accounts`: the connected accounts, and connecting one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation
from palabre.plumbing.errors import Refused

if TYPE_CHECKING:
    from palabre.connectors.contract import Finding


@click.group(invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def command(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """List the connected accounts, with the secrets that their networks need."""
    if context.invoked_subcommand is not None:
        return
    open_installation(folder)
    from palabre.channels.queries import list_account_cards

    cards = list_account_cards()
    lines = [
        f"{card['workspace']:28} {card['network']:10} {card['name']:28} {card['hook_path']}"
        for card in cards
    ]
    empty = "No account is connected yet: see `palabre accounts connect --help`."
    show(cards, as_json=as_json, lines=lines or [empty])


@command.command()
@data_option
@json_option
@click.option("--workspace", "slug", default=None, help="The client; the first when left out.")
@click.option("--network", required=True, help="One of those that `palabre networks` lists.")
@click.option("--name", required=True, help="How the desk shows it.")
@click.option("--page-id", required=True, help="What the network calls it; any word for generic.")
@click.option("--app-secret", default="", help="From the network's app; made for generic.")
@click.option("--access-token", default="", help="From the network's app.")
@click.option("--app-password", default="", help="Made in the network's settings, for Bluesky.")
@click.option("--secret", "more", multiple=True, help="NAME=VALUE: what only this network gives.")
@click.option("--base-url", default="", help="Where the network answers, when not at home.")
@click.option("--desk", default="", help="The desk's own address, to which networks send events.")
def connect(  # noqa: PLR0913 - one argument for each option of the command line
    folder: Path | None,
    as_json: bool,
    slug: str | None,
    network: str,
    name: str,
    page_id: str,
    app_secret: str,
    access_token: str,
    app_password: str,
    more: tuple[str, ...],
    base_url: str,
    desk: str,
) -> None:
    """Connect a page, a profile or a source, and print its address and secrets.

    Its network is asked for its events where it lets programs ask.
    """
    open_installation(folder)
    from palabre.channels.actions import NewAccount, connect_account
    from palabre.channels.checking import settle
    from palabre.channels.queries import list_account_cards
    from palabre.channels.subscribing import subscribe_account
    from palabre.plumbing import clock
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.models import Workspace

    workspaces = Workspace.objects.order_by("id")
    workspace = (workspaces.filter(slug=slug) if slug else workspaces).first()
    if workspace is None:
        raise Refused(f"There is no workspace {slug}.")
    secrets = {
        "app_secret": app_secret,
        "access_token": access_token,
        "app_password": app_password,
    }
    secrets |= {name: value for name, _, value in (one.partition("=") for one in more)}
    new = settle(NewAccount(network, name, page_id, secrets, base_url))
    by, now = "command line", clock.now()
    with workspace_scope([workspace.pk]):
        account = connect_account(workspace=workspace.pk, new=new, by=by, now=now)
    events = subscribe_account(
        workspace=workspace.pk, account=account.pk, desk=desk, by=by, now=now
    )
    card = next(card for card in list_account_cards() if card["key"] == account.key)
    card |= {"events": _tell(events)}
    lines = [f"{title:13} {value}" for title, value in card.items()]
    show(card, as_json=as_json, lines=lines)


def _tell(events: Finding | None) -> str:
    """Return what came of asking a network for an account's events."""
    if events is None:
        return "not asked for: see the network's page in docs/networks"
    return "asked for" if events.is_fine else f"refused: {events.reason} {events.detail}".strip()
