"""Checking with a network what it lets an account do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import httpx

from palabre.channels.actions import get_account, open_secrets
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Connector, Credentials, Finding
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

SECONDS = 6.0
"""How long a network may take for one of the check's questions."""


def check_account(
    *, workspace: int, account: int, by: str, now: datetime
) -> Sequence[dict[str, Any]]:
    """Ask the network what this account may do, keep what was found and return it."""
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    credentials = Credentials(found.external_id, open_secrets(found), found.base_url)
    findings = asyncio.run(_check(CONNECTORS[found.network], credentials))
    told = [asdict(finding) for finding in findings]
    Account.objects.filter(workspace_id=workspace, pk=account).update(findings=told, checked_at=now)
    missing = [finding.what for finding in findings if not finding.is_fine]
    detail = {"missing": missing}
    write_audit(workspace, [Entry(by, "check", f"account:{account}", detail)], now=now)
    return told


async def _check(connector: Connector, credentials: Credentials) -> Sequence[Finding]:
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        return await connector.check(credentials, client)
