"""Looking up what webhooks leave out: the text and the address of a post."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from django.db import close_old_connections, connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import ConnectorError, Credentials, Described
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.models import Surface, Thread
from palabre.plumbing import clock, stream
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Workspace

AT_ONCE = 20
_database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookups-database")


@dataclass(frozen=True, slots=True)
class Undescribed:
    """A post known by its id alone, and the account that may ask about it."""

    workspace: int
    surface: int
    external_id: str
    network: str
    credentials: Credentials


async def describe_surfaces(client: httpx.AsyncClient) -> None:
    """Ask the networks about posts that are known by their ids alone, each once."""
    loop = asyncio.get_running_loop()
    for one in await loop.run_in_executor(_database, _list_undescribed):
        try:
            described = await CONNECTORS[one.network].describe(
                one.external_id, one.credentials, client
            )
        except ConnectorError:
            described = Described("", "")
        await loop.run_in_executor(_database, _write, one, described)


def _list_undescribed() -> list[Undescribed]:
    found: list[Undescribed] = []
    close_old_connections()
    try:
        for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
            with workspace_scope([workspace]):
                found += _list_of(workspace)
    except (OperationalError, InterfaceError):
        connection.close()
    return found


def _list_of(workspace: int) -> list[Undescribed]:
    surfaces = Surface.objects.filter(
        workspace_id=workspace, described_at=None, kind="post", text=""
    ).exclude(external_id="")[:AT_ONCE]
    accounts = {
        account.pk: account
        for account in Account.objects.filter(
            workspace_id=workspace, pk__in={surface.account_id for surface in surfaces}
        )
        if account.state == AccountState.CONNECTED
    }
    return [
        Undescribed(
            workspace,
            surface.pk,
            surface.external_id,
            accounts[surface.account_id].network,
            Credentials(
                accounts[surface.account_id].external_id,
                open_secrets(accounts[surface.account_id]),
                accounts[surface.account_id].base_url,
            ),
        )
        for surface in surfaces
        if surface.account_id in accounts
    ]


def _write(one: Undescribed, described: Described) -> None:
    with workspace_scope([one.workspace]):
        Surface.objects.filter(workspace_id=one.workspace, pk=one.surface).update(
            text=described.text,
            address=described.address[:500],
            described_at=clock.now(),
        )
        threads = Thread.objects.filter(workspace_id=one.workspace, surface_id=one.surface)
        stream.tell(one.workspace, list(threads.values_list("pk", flat=True)[:50]))
