"""Looking on X whether an act whose answer was lost was done after all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError
from palabre.connectors.networks.x.client import call
from palabre.connectors.networks.x.fetching import POST_FIELDS
from palabre.connectors.networks.x.limits import MESSAGES_READ
from palabre.connectors.networks.x.posts import answered, text_of_post
from palabre.connectors.reading import instant_or_none, objects, text_of
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done. Those that do nothing the second time are done again."""
    if order.verb == Verb.REPLY:
        return await _look_for_reply(order, credentials, client)
    if order.verb == Verb.MESSAGE:
        return await _look_for_message(order, credentials, client)
    if order.verb == Verb.DELETE:
        return await _look_for_removal(order, credentials, client)
    return Found(done=False)


async def _look_for_reply(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    query = {"max_results": "100", "exclude": "retweets", "tweet.fields": POST_FIELDS}
    path = f"/2/users/{quote(credentials.external_id, '')}/tweets"
    told = await call(client, "GET", path, credentials, query)

    def is_it(post: dict[str, Any]) -> bool:
        return answered(post) == order.comment and text_of_post(post) == order.text.strip()

    return _first(objects(told.get("data")), order, is_it)


async def _look_for_message(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    query = {
        "max_results": "100",
        "event_types": "MessageCreate",
        "dm_event.fields": "id,text,created_at,sender_id",
    }
    path = f"/2/dm_conversations/with/{quote(order.person, '')}/dm_events"
    told = await call(client, "GET", path, credentials, query, counted=(MESSAGES_READ,))

    def is_it(event: dict[str, Any]) -> bool:
        is_ours = text_of(event.get("sender_id")) == credentials.external_id
        return is_ours and text_of(event.get("text")).strip() == order.text.strip()

    return _first(objects(told.get("data")), order, is_it)


def _first(
    found: list[dict[str, Any]], order: Order, is_it: Callable[[dict[str, Any]], bool]
) -> Found:
    """Return the first that no other act made, written since this one was tried."""
    for one in found:
        id, at = text_of(one.get("id")), instant_or_none(one.get("created_at"))
        is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
        if id and id not in order.claimed and not is_old and is_it(one):
            return Found(done=True, external_id=id)
    return Found(done=False)


async def _look_for_removal(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    try:
        await call(client, "GET", f"/2/tweets/{quote(order.comment, '')}", credentials)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=True)
    return Found(done=False)
