"""Telling networks where an account's events go, and taking it back, where they let programs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from palabre.channels.actions import get_account, open_secrets
from palabre.channels.apps_of_networks import find_app
from palabre.channels.checking import check_account
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Connector, ConnectorError, Credentials
from palabre.connectors.hooks import Hook
from palabre.connectors.registry import CONNECTORS
from palabre.workspaces.audit import Entry, write_audit

SECONDS = 6.0
Question = Callable[[Hook, Credentials, httpx.AsyncClient], Awaitable[None]]


def subscribe_account(*, workspace: int, account: int, desk: str, by: str, now: datetime) -> bool:
    """Let the network send an account's events to this desk; say whether it took that.

    `desk` is the desk's own address. What the network refuses, the account's check tells.
    """
    found = get_account(workspace, account)
    connector = CONNECTORS[found.network]
    if found.state == AccountState.DISCONNECTED or not connector.can_subscribe:
        return False
    problem = _ask(connector.subscribe, found, desk)
    detail = {"refused": problem} if problem else {}
    write_audit(workspace, [Entry(by, "subscribe", f"account:{account}", detail)], now=now)
    return not problem


def prepare_account(*, workspace: int, account: int, desk: str, by: str, now: datetime) -> None:
    """Let a network send an account's events here, then ask what it lets the account do."""
    subscribe_account(workspace=workspace, account=account, desk=desk, by=by, now=now)
    check_account(workspace=workspace, account=account, by=by, now=now)


def unsubscribe_account(*, workspace: int, account: int, desk: str) -> bool:
    """Let the network send no more events: call it while the account still has its secrets."""
    found = get_account(workspace, account)
    connector: Connector = CONNECTORS[found.network]
    if found.state == AccountState.DISCONNECTED or not connector.can_subscribe:
        return False
    return not _ask(connector.unsubscribe, found, desk)


def address_of_hook(desk: str, account: Account) -> str:
    """Return where a network sends an account's events; empty without the desk's address."""
    return f"{desk.rstrip('/')}/hooks/{account.network}/{account.key}" if desk else ""


def _ask(question: Question, account: Account, desk: str) -> str:
    """Ask the network; return why it refused, or nothing."""
    app = find_app(account.workspace_id, account.network, account.base_url)
    credentials = Credentials(account.external_id, open_secrets(account), account.base_url)
    hook = Hook(address_of_hook(desk, account), app)

    async def ask() -> None:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            await question(hook, credentials, client)

    try:
        asyncio.run(ask())
    except ConnectorError as problem:
        return problem.reason
    return ""
