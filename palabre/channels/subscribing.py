"""Telling networks where an account's events go, and taking it back, where they let programs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import httpx
from django.db import transaction

from palabre.channels.actions import get_account, open_secrets
from palabre.channels.apps_of_networks import find_app
from palabre.channels.checking import check_account
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Connector, Credentials, Finding
from palabre.connectors.failures import ConnectorError
from palabre.connectors.hooks import Hook
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import Entry, write_audit

SECONDS = 6.0
T = TypeVar("T")
Question = Callable[[Hook, Credentials, httpx.AsyncClient], Awaitable[T]]


def subscribe_account(
    *, workspace: int, account: int, desk: str, by: str, now: datetime
) -> Finding | None:
    """Let the network send an account's events to this desk; return what came of it.

    `desk` is the desk's own address. None where a program cannot ask for events.
    """
    with workspace_scope([workspace]):
        found = get_account(workspace, account)
        wanted = _wanted(found, desk)
    connector = CONNECTORS[found.network]
    if found.state == AccountState.DISCONNECTED or not connector.can_subscribe:
        return None
    hook, credentials = wanted
    is_within_reach = hook.is_within_reach(credentials.base_url, connector.home)
    if connector.is_told_our_address and not is_within_reach:
        return None
    try:
        if not _ask(connector.subscribe, wanted):
            return None
        finding = Finding("events", True)
    except ConnectorError as problem:
        finding = Finding("events", False, problem.reason, problem.detail)
    detail = {} if finding.is_fine else {"refused": finding.reason}
    with workspace_scope([workspace]):
        write_audit(workspace, [Entry(by, "subscribe", f"account:{account}", detail)], now=now)
    return finding


def prepare_account(*, workspace: int, account: int, desk: str, by: str, now: datetime) -> None:
    """Let a network send an account's events here, then ask what it lets the account do.

    It is done once the present transaction has ended: networks call the address at once, and who
    answers there must find the account.
    """

    def prepare() -> None:
        events = subscribe_account(workspace=workspace, account=account, desk=desk, by=by, now=now)
        with workspace_scope([workspace]):
            check_account(workspace=workspace, account=account, by=by, now=now, events=events)

    transaction.on_commit(prepare)


def unsubscribe_account(*, workspace: int, account: int, desk: str) -> bool:
    """Let the network send no more events: call it while the account still has its secrets.

    Say whether that was done; an account is disconnected even where its network is away.
    """
    found = get_account(workspace, account)
    connector: Connector = CONNECTORS[found.network]
    if found.state == AccountState.DISCONNECTED or not connector.can_subscribe:
        return False
    try:
        _ask(connector.unsubscribe, _wanted(found, desk))
    except ConnectorError:
        return False
    return True


def address_of_hook(desk: str, account: Account) -> str:
    """Return where a network sends an account's events; empty without the desk's address."""
    return f"{desk.rstrip('/')}/hooks/{account.network}/{account.key}" if desk else ""


def _wanted(account: Account, desk: str) -> tuple[Hook, Credentials]:
    """Return what a network is told: our address, our app, and whose events."""
    app = find_app(account.workspace_id, account.network, account.base_url)
    credentials = Credentials(account.external_id, open_secrets(account), account.base_url)
    return Hook(address_of_hook(desk, account), app), credentials


def _ask(question: Question[T], wanted: tuple[Hook, Credentials]) -> T:
    """Ask the network about an account's events; `ConnectorError` when it refuses."""

    async def ask() -> T:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            return await question(*wanted, client)

    return asyncio.run(ask())
