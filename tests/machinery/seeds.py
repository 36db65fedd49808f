"""Invented clients for tests, and deliveries in the networks' own shapes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from palabre.channels.actions import NewAccount, connect_account
from palabre.channels.models import Account
from palabre.connectors.contract import Change
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import (
    found_organisation,
    give_role,
    invite_member,
    make_token,
    open_workspace,
)
from palabre.workspaces.models import Member, Organisation, RoleKind, Workspace

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECRETS = {
    "app_secret": "sesame",
    "verify_token": "open",
    "access_token": "token",
    "app_password": "token",
    "business_user": "user-1",
}


@dataclass
class Client:
    """A client of an agency, with its owner and one account."""

    organisation: Organisation
    workspace: Workspace
    member: Member
    account: Account

    @property
    def id(self) -> int:
        """Return the workspace's id."""
        return int(self.workspace.pk)

    def token(self, *scopes: str) -> str:
        """Return a token of the client's owner."""
        return make_token(member=self.member, name="test", scopes=scopes or ("manage",), now=NOW)


def make_client(
    name: str = "Boulangerie", *, network: str = "facebook", page: str = "42", base_url: str = ""
) -> Client:
    """Make an organisation with one workspace, its owner and one account."""
    organisation = found_organisation(name=f"{name} et fils", now=NOW)
    workspace = open_workspace(organisation=organisation, name=name, language="fr", now=NOW)
    member = invite_member(
        organisation=organisation,
        email=f"owner@{workspace.slug}.example",
        name="Camille",
        password="a long sentence",
        now=NOW,
    )
    give_role(member=member, kind=RoleKind.OWNER)
    return Client(organisation, workspace, member, add_account(workspace, network, page, base_url))


def add_account(workspace: Workspace, network: str, page: str, base_url: str = "") -> Account:
    """Connect an account to a workspace."""
    needed = {name: f"{name}-of-a-test" for name in CONNECTORS[network].needs.given} | SECRETS
    with workspace_scope([workspace.pk]):
        return connect_account(
            workspace=workspace.pk,
            new=NewAccount(network, f"{workspace.name} on {network}", page, needed, base_url),
            by="test",
            now=NOW,
        )


def comment(
    number: int,
    text: str = "Bonjour",
    *,
    verb: str = "add",
    page: str = "42",
    parent: int | None = None,
    at: int = 0,
    author: str = "7001",
    **more: Any,
) -> dict[str, Any]:
    """Return one `feed` entry of a Facebook page about a comment."""
    seconds = 1_795_000_000 + number
    value: dict[str, Any] = {
        "item": "comment",
        "verb": verb,
        "from": {"id": author, "name": f"Person {author}"},
        "post_id": f"{page}_1",
        "comment_id": f"1_{number}",
        "parent_id": f"1_{parent}" if parent else f"{page}_1",
        "message": text,
        "created_time": seconds,
    }
    if verb in {"remove", "hide", "unhide"}:
        del value["message"]
    return {
        "id": page,
        "time": seconds + at,
        "changes": [{"field": "feed", "value": value | more}],
    }


def private(
    number: int, text: str = "Bonjour", *, page: str = "42", echo: bool = False, **more: Any
) -> dict[str, Any]:
    """Return one `messaging` entry of a Facebook page."""
    at = (1_795_000_000 + number) * 1000
    person, us = {"id": "7001"}, {"id": page}
    message = {"mid": f"m_{number}", "text": text, **({"is_echo": True} if echo else {}), **more}
    content = {
        "sender": us if echo else person,
        "recipient": person if echo else us,
        "timestamp": at,
        "message": message,
    }
    return {"id": page, "time": at, "messaging": [content]}


def delivery(*entries: dict[str, Any], name: str = "page") -> bytes:
    """Return a delivery of these entries, as Meta sends it."""
    return json.dumps({"object": name, "entry": list(entries)}, ensure_ascii=False).encode()


def keep(client: Client, *bodies: bytes, account: Account | None = None) -> None:
    """Put deliveries in the ledger, as the door does."""
    of = account or client.account
    changes = [change for body in bodies for change in CONNECTORS[of.network].split(body)]
    keep_changes(client, changes, of)


def keep_changes(client: Client, changes: Sequence[Change], of: Account) -> None:
    """Put changes of an account in the ledger, as whoever fetched them does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select channels_keep(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s)",
            [
                [client.id] * len(changes),
                [of.pk] * len(changes),
                [change.key for change in changes],
                [change.body for change in changes],
                NOW,
            ],
        )
