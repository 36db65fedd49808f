"""`palabre token`: a token for the API."""

from __future__ import annotations

from pathlib import Path

import click

from palabre.commands import show
from palabre.commands.options import data_option, json_option, open_installation
from palabre.plumbing.errors import Refused


@click.command()
@data_option
@json_option
@click.option("--member", "email", default=None, help="Whose token; the owner's when left out.")
@click.option(
    "--scope", "scopes", multiple=True, default=("manage",), help="read, write or manage."
)
def command(folder: Path | None, as_json: bool, email: str | None, scopes: tuple[str, ...]) -> None:
    """Make a token; it is shown once. Send it as `Authorization: Bearer TOKEN`."""
    open_installation(folder)
    from palabre.plumbing import clock
    from palabre.workspaces.actions import make_token
    from palabre.workspaces.models import Member, RoleKind

    members = Member.objects.filter(is_active=True).order_by("id")
    if email:
        member = members.filter(email=email.strip().lower()).first()
    else:
        member = members.filter(roles__kind=RoleKind.OWNER).first()
    if member is None:
        raise Refused(f"Nobody signs in as {email}." if email else "There is no owner yet.")
    token = make_token(member=member, name="command line", scopes=scopes, now=clock.now())
    show({"token": token}, as_json=as_json, lines=[token])
