"""What a page's token lets us do, asked of the Graph API without changing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from palabre.connectors.contract import ConnectorError, Credentials, Finding
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.graph.client import call
from palabre.connectors.reading import text_of


async def check(
    credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> Sequence[Finding]:
    """Return what was found; when the network does not let us in, nothing more is asked."""
    page = credentials.external_id
    entry, told = await _ask("entry", page, {"fields": "id,name"}, credentials, client)
    if not entry.is_fine:
        return [entry]
    posts, talks = {"limit": "1"}, {"limit": "1", "platform": dialect.platform}
    comments, _ = await _ask("comments", f"{page}/{dialect.posts}", posts, credentials, client)
    messages, _ = await _ask("messages", f"{page}/conversations", talks, credentials, client)
    events = await _events(page, credentials, client)
    return [entry, _name(told, page), comments, messages, events]


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
        return Finding(what, False, problem.reason, problem.detail), {}
    return Finding(what, True), told


def _name(told: Mapping[str, Any], page: str) -> Finding:
    """Say whether the token is this page's."""
    found = text_of(told.get("id"))
    reason = "" if found == page else "other_page"
    return Finding("name", found == page, reason, text_of(told.get("name")))


async def _events(page: str, credentials: Credentials, client: httpx.AsyncClient) -> Finding:
    """Say whether an app is subscribed to the page's events."""
    finding, told = await _ask("events", f"{page}/subscribed_apps", {}, credentials, client)
    if finding.is_fine and not told.get("data"):
        return Finding("events", False, "not_subscribed")
    return finding
