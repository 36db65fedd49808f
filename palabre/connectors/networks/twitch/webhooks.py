"""Letting Twitch send a channel's events to an address, beside the socket.

Source: Twitch's EventSub reference: webhooks are asked for with the app's own token (client
credentials) and a secret of the subscription; an address is https. What is there answers 409.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx

from palabre.connectors.calls import Call, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.hooks import Hook
from palabre.connectors.login import App
from palabre.connectors.networks.twitch.client import (
    SIGN_IN_HOME,
    Helix,
    call,
    is_home,
    refusal,
)
from palabre.connectors.networks.twitch.subscriptions import subscribe as ask_for
from palabre.connectors.reading import inner, objects, text_of

PATH = "/eventsub/subscriptions"
LIVING = frozenset({"enabled", "webhook_callback_verification_pending"})
MOST_PAGES = 20


async def subscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    """Ask for the events that are not asked for yet; only the app that was signed in with can."""
    if hook.app is None or not hook.app.secret:
        return False
    app = await _as_app(hook.app, credentials, client)
    found = [one async for page in _pages(app, client) for one in _of(hook.address, page)]
    dead = [one for one in found if one.get("status") not in LIVING]
    await _remove(dead, app, client)
    living = frozenset(text_of(one.get("type")) for one in found if one not in dead)
    transport = {
        "method": "webhook",
        "callback": hook.address,
        "secret": credentials.secrets.get("app_secret", ""),
    }
    await ask_for(transport, app, client, without=living)
    return True


async def unsubscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> None:
    """Take back what leads to this address."""
    if hook.app is None or not hook.app.secret:
        return
    app = await _as_app(hook.app, credentials, client)
    found = [one async for page in _pages(app, client) for one in _of(hook.address, page)]
    await _remove(found, app, client)


async def _as_app(app: App, credentials: Credentials, client: httpx.AsyncClient) -> Credentials:
    """Return credentials with a fresh token of the app itself."""
    base = SIGN_IN_HOME if is_home(credentials) else credentials.base_url.rstrip("/")
    form = {
        "client_id": app.id,
        "client_secret": app.secret,
        "grant_type": "client_credentials",
    }
    answer = await send(client, Call("POST", f"{base}/oauth2/token", form=form))
    token = text_of(answer.body.get("access_token")) if isinstance(answer.body, dict) else ""
    if answer.status >= 300:
        raise refusal(answer)
    if not token:
        raise ConnectorError(Failure.REFUSED, "refused", detail="No token came back.")
    return replace(credentials, secrets={"access_token": token, "client_id": app.id})


async def _pages(app: Credentials, client: httpx.AsyncClient) -> Any:
    """Give the pages of the subscriptions in which the channel stands."""
    after = ""
    for _ in range(MOST_PAGES):
        query = {"user_id": app.external_id} | ({"after": after} if after else {})
        told = await call(client, app, Helix("GET", PATH, query))
        yield told
        after = text_of(inner(told, "pagination").get("cursor"))
        if not after:
            return


def _of(address: str, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in objects(told.get("data")):
        if inner(one, "transport").get("callback") == address:
            yield one


async def _remove(found: list[dict[str, Any]], app: Credentials, client: httpx.AsyncClient) -> None:
    ids = [text_of(one.get("id")) for one in found]
    await asyncio.gather(*(call(client, app, Helix("DELETE", PATH, {"id": id})) for id in ids))
