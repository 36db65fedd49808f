"""Letting X send an account's events: one webhook for its address, and what is to come there.

Source: X's manual of webhooks and of the Activity API. Webhooks, and the list of subscriptions, are
asked with the app's own token; a subscription to private events is asked for by the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.hooks import Hook
from palabre.connectors.networks.x.client import call, data_of
from palabre.connectors.reading import inner, objects, text_of

EVENTS = (
    *("post.mention.create", "post.reply.create", "post.quote.create", "post.create"),
    *("post.delete", "dm.received", "dm.sent", "chat.received", "broadcast.chat"),
)
SUBSCRIPTIONS = "/2/activity/subscriptions"
MOST_PAGES = 20


async def subscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    """Ask for what is not asked for yet; without the app's own token nothing can be."""
    app = _app(credentials)
    if app is None:
        return False
    webhook = await _webhook(hook.address, app, client)
    there = {text_of(one.get("event_type")) for one in await _own(webhook, app, client)}
    for event in EVENTS:
        if event not in there:
            wanted = {
                "event_type": event,
                "filter": {"user_id": credentials.external_id},
                "webhook_id": webhook,
            }
            await call(client, "POST", SUBSCRIPTIONS, credentials, wanted)
    return True


async def unsubscribe(hook: Hook, credentials: Credentials, client: httpx.AsyncClient) -> None:
    """Take the subscriptions of this address back, and then the address."""
    app = _app(credentials)
    if app is None:
        return
    for webhook in [text_of(one.get("id")) for one in await _webhooks(hook.address, app, client)]:
        for one in await _own(webhook, app, client):
            id = text_of(one.get("subscription_id"))
            await call(client, "DELETE", f"{SUBSCRIPTIONS}/{id}", app)
        await call(client, "DELETE", f"/2/webhooks/{webhook}", app)


def _app(credentials: Credentials) -> Credentials | None:
    """Return what our app proves itself with, when it and the secret of its events are given."""
    token = credentials.secrets.get("app_token", "")
    if not token or not credentials.secrets.get("app_secret"):
        return None
    return replace(credentials, secrets={"access_token": token})


async def _webhook(address: str, app: Credentials, client: httpx.AsyncClient) -> str:
    """Return the webhook of our address: made, or asked anew when X gave it up."""
    known = next(iter(await _webhooks(address, app, client)), None)
    if known is None:
        told = await call(client, "POST", "/2/webhooks", app, {"url": address})
        known = data_of(told) or told
    elif known.get("valid") is False:
        await call(client, "PUT", f"/2/webhooks/{text_of(known.get('id'))}", app)
    id = text_of(known.get("id"))
    if not id:
        raise ConnectorError(Failure.REFUSED, "refused", detail="The webhook has no id.")
    return id


async def _webhooks(
    address: str, app: Credentials, client: httpx.AsyncClient
) -> list[dict[str, Any]]:
    told = await call(client, "GET", "/2/webhooks", app)
    return [one for one in objects(told.get("data")) if one.get("url") == address]


async def _own(webhook: str, app: Credentials, client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return the subscriptions of one account that lead to a webhook."""
    found: list[dict[str, Any]] = []
    token = ""
    for _ in range(MOST_PAGES):
        query = {"max_results": "100"} | ({"pagination_token": token} if token else {})
        told = await call(client, "GET", SUBSCRIPTIONS, app, query)
        found += _of(webhook, app.external_id, told)
        token = text_of(inner(told, "meta").get("next_token"))
        if not token:
            break
    return found


def _of(webhook: str, account: str, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in objects(told.get("data")):
        is_ours = text_of(inner(one, "filter").get("user_id")) == account
        if is_ours and text_of(one.get("webhook_id")) == webhook:
            yield one
