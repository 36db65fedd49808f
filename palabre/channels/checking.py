"""Checking with a network what it lets an account do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import httpx

from palabre.channels.actions import NewAccount, get_account, open_secrets
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Connector, Credentials, Finding, Profile
from palabre.connectors.failures import ConnectorError
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

SECONDS = 6.0
"""How long a network may take for one of the check's questions."""


def check_account(
    *, workspace: int, account: int, by: str, now: datetime, events: Finding | None = None
) -> Sequence[dict[str, Any]]:
    """Ask the network what this account may do, keep what was found and return it.

    `events` is what came of asking for them, for networks that do not tell it themselves.
    """
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    credentials = Credentials(found.external_id, open_secrets(found), found.base_url)
    findings = list(asyncio.run(_check(CONNECTORS[found.network], credentials)))
    if events is not None and all(one.what != events.what for one in findings):
        findings.append(events)
    told = [asdict(finding) for finding in findings]
    Account.objects.filter(workspace_id=workspace, pk=account).update(findings=told, checked_at=now)
    missing = [finding.what for finding in findings if not finding.is_fine]
    detail = {"missing": missing}
    write_audit(workspace, [Entry(by, "check", f"account:{account}", detail)], now=now)
    return told


def settle(new: NewAccount) -> NewAccount:
    """Ask a network that signs in by a password whose account it is: people know its name alone.

    `Refused` when the network lets us in with neither.
    """
    connector = CONNECTORS.get(new.network)
    if connector is None or not connector.renews_itself or new.secrets.get("access_token"):
        return new
    base = new.base_url or connector.home
    credentials = Credentials(new.external_id, new.secrets, base)
    try:
        (profile,) = asyncio.run(_who_is(connector, credentials))
    except ConnectorError as problem:
        raise Refused("The network does not open this account to us.", status=422) from problem
    secrets = {**new.secrets, **profile.secrets}
    now = clock.now()
    return replace(new, external_id=profile.external_id, secrets=secrets, refresh_at=now)


async def _who_is(connector: Connector, credentials: Credentials) -> Sequence[Profile]:
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        return await connector.who_is(credentials, client)


async def _check(connector: Connector, credentials: Credentials) -> Sequence[Finding]:
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        return await connector.check(credentials, client)
