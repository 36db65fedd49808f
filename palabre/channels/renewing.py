"""Renewing sign-ins: before they end, and when a network no longer takes them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

import httpx
from django.db import connection

from palabre.channels.actions import open_secrets, resume_account, seal
from palabre.channels.apps_of_networks import find_app
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.login import Tokens
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.signing_in import Visit, refresh
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import Entry, write_audit

log = logging.getLogger(__name__)
TAKEN_FOR = timedelta(minutes=1)
"""How long one process alone renews an account; then another may try."""
BEFORE_THE_END = timedelta(minutes=10)
TOO_SOON = timedelta(minutes=2)
"""A sign-in that is refused so soon after it was renewed needs a person."""
CLAIM = """
    update channels_account set refresh_at = %s
    where workspace_id = %s and refresh_at <= %s and state <> 'disconnected' returning id
"""
WRITE = """
    update channels_account set secrets = %s, refresh_at = %s, signed_until = %s
    where workspace_id = %s and id = %s and secrets = %s returning state
"""
GIVE_UP = """
    update channels_account set refresh_at = null, state = 'sign_in_again', state_reason = %s
    where workspace_id = %s and id = %s and state in ('connected', 'sign_in_again')
"""
T = TypeVar("T")


class Database(Protocol):
    """Runs a piece of database work in its own thread."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """Return what the work returns."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """An account whose sign-in is to be renewed, by this process alone."""

    workspace: int
    account: Account
    secrets: Mapping[str, str]
    visit: Visit | None
    is_too_soon: bool = False


def token_times(tokens: Tokens, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when to renew a sign-in, None when it cannot be; and until when it is good."""
    until = now + tokens.lasts if tokens.lasts else None
    if not tokens.refresh:
        return None, until
    if until is None or tokens.lasts is None:
        return now + timedelta(days=3650), until
    early = max(BEFORE_THE_END, tokens.lasts / 6)
    return until - min(early, tokens.lasts / 2), until


async def renew_due(workspace: int, client: httpx.AsyncClient, database: Database) -> None:
    """Renew what is due of a client."""
    for due in await database(partial(_claim, workspace)):
        try:
            tokens = await _renewed(due, client)
        except ConnectorError as problem:
            if problem.failure in {Failure.SIGN_IN_AGAIN, Failure.REFUSED}:
                await database(partial(_give_up, due, problem.detail))
            continue
        await database(partial(_write, due, tokens))


async def _renewed(due: Due, client: httpx.AsyncClient) -> Tokens:
    """Return a new sign-in, in the network's own way or by OAuth."""
    account = due.account
    connector, token = CONNECTORS[account.network], due.secrets.get("refresh_token", "")
    if not due.is_too_soon and connector.renews_itself:
        credentials = Credentials(account.external_id, due.secrets, account.base_url)
        return await connector.renew(credentials, client)
    if due.is_too_soon or due.visit is None or not token:
        raise ConnectorError(Failure.SIGN_IN_AGAIN, "token")
    return await refresh(due.visit, token, client)


def _claim(workspace: int) -> list[Due]:
    now = clock.now()
    with workspace_scope([workspace]):
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [now + TAKEN_FOR, workspace, now])
            ids = [row[0] for row in cursor.fetchall()]
        accounts = Account.objects.filter(workspace_id=workspace, pk__in=ids)
        return [_due(workspace, account, now) for account in accounts]


def _due(workspace: int, account: Account, now: datetime) -> Due:
    secrets = open_secrets(account)
    app = find_app(workspace, account.network, account.base_url)
    connector = CONNECTORS[account.network]
    renewed_at = secrets.get("renewed_at", "")
    is_too_soon = (
        account.state == AccountState.SIGN_IN_AGAIN
        and renewed_at != ""
        and now - datetime.fromisoformat(renewed_at) < TOO_SOON
    )
    way = secrets.get("way", "")
    visit = None if app is None else Visit(connector, account.base_url, "", app, way=way)
    return Due(workspace, account, secrets, visit, is_too_soon)


def _write(due: Due, tokens: Tokens) -> None:
    """Keep new tokens; what the network left out stays as it was."""
    now, account = clock.now(), due.account
    fresh = {"access_token": tokens.access, "renewed_at": now.isoformat()}
    if tokens.refresh:
        fresh["refresh_token"] = tokens.refresh
    kept = Tokens(tokens.access, "kept", tokens.lasts)
    refresh_at, until = token_times(kept, now)
    sealed = seal(account, {**due.secrets, **fresh})
    with workspace_scope([due.workspace]):
        with connection.cursor() as cursor:
            values = [sealed, refresh_at, until, due.workspace, account.pk, bytes(account.secrets)]
            cursor.execute(WRITE, values)
            written = cursor.fetchone()
        if written is None:
            return  # somebody gave other secrets meanwhile: theirs stand
        entry = Entry("palabre", "renew", f"account:{account.pk}", {"secrets": sorted(fresh)})
        write_audit(due.workspace, [entry], now=now)
        if written[0] == AccountState.SIGN_IN_AGAIN:
            resume_account(workspace=due.workspace, account=account.pk, by="palabre", now=now)


def _give_up(due: Due, detail: str) -> None:
    with workspace_scope([due.workspace]), connection.cursor() as cursor:
        cursor.execute(GIVE_UP, [detail[:300], due.workspace, due.account.pk])
