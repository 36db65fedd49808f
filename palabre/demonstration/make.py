"""Makes the demonstration's organisation once, and tells the square about its accounts."""

from __future__ import annotations

import secrets
from datetime import datetime
from importlib import resources
from typing import Any

import yaml

from palabre.channels.actions import NewAccount, connect_account, open_secrets
from palabre.channels.models import Account, AccountState
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.scope import workspace_scope
from palabre.sandbox.networks import NETWORKS
from palabre.workspaces.actions import (
    found_organisation,
    give_role,
    invite_member,
    open_workspace,
)
from palabre.workspaces.models import Member, Organisation, RoleKind, Workspace

SQUARE_NETWORKS = tuple(NETWORKS)
SECRETS = ("app_secret", "verify_token", "access_token")
OF_THE_SQUARE = {"client_id": "square", "business_user": "square"}
"""What networks give beside secrets: on the square, everybody's is the same."""
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
    """Write `square.json` for the square, and point the accounts that live on it at it.

    Its pages are those of the demonstration. One that no client has connected keeps the secrets
    it has, so that it can be connected in the browser.
    """
    read = read_clients()
    written = [
        client | account
        for client in read["clients"]
        for account in client["accounts"]
        if account["network"] in SQUARE_NETWORKS
    ] + read["spare"]
    before = {_name(one): one for one in data.read("square.json").get("accounts", [])}
    connected = _find_connected(square, {_name(one) for one in written})
    pages = [
        _page(one, connected.get(_name(one)) or before.get(_name(one)) or _fresh())
        for one in written
    ]
    data.write("square.json", {"desk": desk, "accounts": pages})


def _name(page: dict[str, Any]) -> tuple[str, str]:
    return page["network"], page["page_id"]


def _find_connected(
    square: str, pages: set[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return the secrets of the accounts that are pages of the square, and point them at it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for workspace in Workspace.objects.order_by("id"):
        with workspace_scope([workspace.pk]):
            accounts = Account.objects.filter(
                workspace_id=workspace.pk, network__in=SQUARE_NETWORKS
            ).exclude(state=AccountState.DISCONNECTED)
            for account in accounts.order_by("id"):
                if (account.network, account.external_id) in pages:
                    found[(account.network, account.external_id)] = open_secrets(account) | {
                        "key": account.key,
                        "hook_path": f"/hooks/{account.network}/{account.key}",
                    }
                    Account.objects.filter(pk=account.pk).update(
                        base_url=f"{square}/{NETWORKS[account.network].base}"
                    )
    return found


def _fresh() -> dict[str, str]:
    """Return the secrets of a page that was never connected; its events wait on the square."""
    made = {name: secrets.token_hex(16) for name in SECRETS}
    return made | {"key": secrets.token_hex(8), "hook_path": ""}


def _page(written: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    kept = ("network", "name", "page_id", "language", "topic", "posts")
    of_page = {name: known.get(name, "") for name in (*SECRETS, "key", "hook_path")}
    of_page["access_token"] = known.get("app_password") or of_page["access_token"]
    of_page |= OF_THE_SQUARE | {"app_password": of_page["access_token"]}
    base = NETWORKS[written["network"]].base
    return {name: written[name] for name in kept} | of_page | {"base": base}
