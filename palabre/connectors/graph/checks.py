"""What a page's token lets us do, asked of the Graph API without changing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from palabre.connectors.contract import Credentials, Finding
from palabre.connectors.failures import ConnectorError
from palabre.connectors.findings import find_name, refused
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.graph.client import call, is_direct, page_of
from palabre.connectors.login import SignIn
from palabre.connectors.reading import objects, text_of

NEEDED_TASKS = ("MODERATE", "MESSAGING")
"""What the person who signs in must be allowed to do on the page."""


async def check(
    credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect, style: SignIn | None
) -> Sequence[Finding]:
    """Return what was found; when the network does not let us in, nothing more is asked."""
    account = credentials.external_id
    fields = "user_id,username" if is_direct(credentials) else "id,name"
    entry, told = await _ask("entry", account, {"fields": fields}, credentials, client)
    if not entry.is_fine:
        return [entry]
    posts, talks = {"limit": "1"}, {"limit": "1", "platform": dialect.platform}
    page = page_of(credentials)
    comments, _ = await _ask("comments", f"{account}/{dialect.posts}", posts, credentials, client)
    messages, _ = await _ask("messages", f"{page}/conversations", talks, credentials, client)
    events = await _events(credentials, client, dialect)
    known = [*_permissions(credentials, style), *_tasks(credentials)]
    return [entry, _name(told, account), *known, comments, messages, events]


def _permissions(credentials: Credentials, style: SignIn | None) -> list[Finding]:
    """Say what the person allowed of what was asked, where a sign-in told it."""
    granted = credentials.secrets.get("granted", "").split()
    if not granted or style is None:
        return []
    missing = [scope for scope in style.scopes if scope not in granted]
    return [Finding("permissions", not missing, "permission", ", ".join(missing))]


def _tasks(credentials: Credentials) -> list[Finding]:
    """Say which tasks on the page the person lacks."""
    tasks = credentials.secrets.get("tasks", "").split()
    missing = [task for task in NEEDED_TASKS if task not in tasks] if tasks else []
    return [Finding("tasks", False, "permission", ", ".join(missing))] if missing else []


async def _ask(
    what: str,
    path: str,
    query: Mapping[str, str],
    credentials: Credentials,
    client: httpx.AsyncClient,
) -> tuple[Finding, dict[str, Any]]:
    try:
        told = await call(client, "GET", path, credentials, query)
    except ConnectorError as problem:
        return refused(what, problem), {}
    return Finding(what, True), told


def _name(told: Mapping[str, Any], page: str) -> Finding:
    """Say whether the token is this page's."""
    found = text_of(told.get("user_id") or told.get("id"))
    return find_name(found == page, text_of(told.get("username") or told.get("name")))


async def _events(credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect) -> Finding:
    """Say whether an app is subscribed to all the events that we need."""
    path = f"{page_of(credentials)}/subscribed_apps"
    finding, told = await _ask("events", path, {}, credentials, client)
    if not finding.is_fine:
        return finding
    needed = set(dialect.fields_of(credentials))
    apps = [one.get("subscribed_fields") for one in objects(told.get("data"))]
    is_subscribed = any(isinstance(one, list) and needed <= set(map(text_of, one)) for one in apps)
    return Finding("events", is_subscribed, "" if is_subscribed else "not_subscribed")
