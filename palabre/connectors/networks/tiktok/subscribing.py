"""Letting TikTok send an app's events: one address for each kind, for all accounts of the app.

Source: TikTok's manual of Business API webhooks: `webhook/list/`, `update/` and `delete/`, each
with the app's id and secret. Another account's address is never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.hooks import Hook
from palabre.connectors.login import App
from palabre.connectors.networks.tiktok.client import ROOT, ask
from palabre.connectors.reading import text_of

KINDS = ("COMMENT", "DIRECT_MESSAGE")


async def subscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    """Give TikTok our address for each kind, unless it is there already."""
    if hook.app is None or not hook.app.secret:
        return False
    for kind in KINDS:
        known = await _address(kind, hook.app, credentials, client)
        if known and known != hook.address:
            raise ConnectorError(Failure.REFUSED, "tiktok_webhook_taken", detail=known[:300])
        if not known:
            wanted = {"event_type": kind, "callback_url": hook.address}
            await _call("POST", "webhook/update/", wanted, hook.app, credentials, client)
    return True


async def unsubscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> None:
    """Take our address back, and nobody else's."""
    if hook.app is None or not hook.app.secret:
        return
    for kind in KINDS:
        if await _address(kind, hook.app, credentials, client) == hook.address:
            wanted = {"event_type": kind}
            await _call("POST", "webhook/delete/", wanted, hook.app, credentials, client)


async def _address(kind: str, app: App, credentials: Credentials, client: httpx.AsyncClient) -> str:
    told = await _call("GET", "webhook/list/", {"event_type": kind}, app, credentials, client)
    return text_of(told.get("callback_url"))


async def _call(
    method: str,
    path: str,
    content: Mapping[str, str],
    app: App,
    credentials: Credentials,
    client: httpx.AsyncClient,
) -> dict[str, Any]:
    """Call TikTok in the app's name."""
    wanted = {"app_id": app.id, "secret": app.secret, **content}
    return await ask(client, method, credentials.base_url.rstrip("/") + ROOT + path, {}, wanted)
