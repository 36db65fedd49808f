"""Makes the demonstration's organisation once, and tells the square about its accounts."""

from __future__ import annotations

import secrets
from datetime import datetime
from importlib import resources
from typing import Any

import yaml

from palabre.channels.actions import NewAccount, connect_account, open_secrets
from palabre.channels.models import Account
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import (
    found_organisation,
    give_role,
    invite_member,
    open_workspace,
)
from palabre.workspaces.models import Member, Organisation, RoleKind, Workspace

SQUARE_NETWORKS = ("facebook", "instagram")
OWNER_WITHOUT_DEMONSTRATION = {"name": "Owner", "email": "owner@palabre.example"}


def read_clients() -> dict[str, Any]:
    """Return the demonstration as it is written down."""
    text = resources.files("palabre.demonstration").joinpath("clients.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def make_installation(*, with_demonstration: bool, password: str, now: datetime) -> Member:
    """Make the first organisation and its owner when there is none; return the owner."""
    owner = Member.objects.filter(roles__kind=RoleKind.OWNER).order_by("id").first()
    if owner is not None:
        return owner
    written = read_clients()
    who = written["owner"] if with_demonstration else OWNER_WITHOUT_DEMONSTRATION
    name = written["agency"] if with_demonstration else "Palabre"
    organisation = found_organisation(name=name, now=now)
    owner = invite_member(
        organisation=organisation, email=who["email"], name=who["name"], password=password, now=now
    )
    give_role(member=owner, kind=RoleKind.OWNER)
    if with_demonstration:
        for client in written["clients"]:
            _make_client(organisation, client, now)
    else:
        open_workspace(organisation=organisation, name="My workspace", language="en", now=now)
    return owner


def _make_client(organisation: Organisation, client: dict[str, Any], now: datetime) -> None:
    workspace = open_workspace(
        organisation=organisation, name=client["name"], language=client["language"], now=now
    )
    with workspace_scope([workspace.pk]):
        for account in client["accounts"]:
            new = NewAccount(
                network=account["network"],
                name=account["name"],
                external_id=account["page_id"],
                secrets={
                    "app_secret": secrets.token_hex(16),
                    "access_token": secrets.token_urlsafe(24),
                }
                if account["network"] in SQUARE_NETWORKS
                else {},
            )
            connect_account(workspace=workspace.pk, new=new, by="demonstration", now=now)


def tell_square(data: DataFolder, *, desk: str, square: str) -> None:
    """Write `square.json` for the square, and point the accounts that live on it at it."""
    written = {
        (account["network"], account["page_id"]): (client, account)
        for client in read_clients()["clients"]
        for account in client["accounts"]
        if account["network"] in SQUARE_NETWORKS
    }
    accounts: list[dict[str, Any]] = []
    for workspace in Workspace.objects.order_by("id"):
        with workspace_scope([workspace.pk]):
            found = Account.objects.filter(
                workspace_id=workspace.pk, network__in=SQUARE_NETWORKS
            ).order_by("id")
            for account in found:
                demonstration = written.get((account.network, account.external_id))
                if demonstration is not None:
                    accounts.append(_for_square(account, *demonstration))
                    Account.objects.filter(pk=account.pk).update(base_url=f"{square}/graph")
    data.write("square.json", {"desk": desk, "accounts": accounts})


def _for_square(
    account: Account, client: dict[str, Any], written: dict[str, Any]
) -> dict[str, Any]:
    opened = open_secrets(account)
    return {
        "network": account.network,
        "key": account.key,
        "name": account.name,
        "page_id": account.external_id,
        "app_secret": opened["app_secret"],
        "verify_token": opened["verify_token"],
        "access_token": opened["access_token"],
        "hook_path": f"/hooks/{account.network}/{account.key}",
        "language": client["language"],
        "topic": client["topic"],
        "posts": written["posts"],
    }
