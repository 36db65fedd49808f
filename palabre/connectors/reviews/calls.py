"""Calls that networks of reviews share: one object asked for, what is gone, our one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import httpx

from palabre.connectors.calls import Call, ask, bearer
from palabre.connectors.contract import Change, Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.reviews.changes import is_reply, removal, reply_id, review_of
from palabre.engine.vocabulary import Verb

LOOKS_FOR_GONE = 5
PathOf = Callable[[str], str]


async def get(
    client: httpx.AsyncClient,
    credentials: Credentials,
    path: str,
    query: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Ask the network for an object."""
    address = credentials.base_url.rstrip("/") + path
    told = await ask(client, Call("GET", address, bearer(credentials), query=query))
    return told if isinstance(told, dict) else {}


async def list_gone(
    missing: Sequence[str],
    path_of: PathOf,
    credentials: Credentials,
    client: httpx.AsyncClient,
    *,
    now: datetime,
) -> list[Change]:
    """Ask for reviews that a list no longer names; older ones may only have moved on."""
    found = missing[:LOOKS_FOR_GONE]
    return [
        removal(id, now)
        for id in found
        if await find_review(path_of(id), credentials, client) is None
    ]


async def find_review(
    path: str, credentials: Credentials, client: httpx.AsyncClient
) -> dict[str, Any] | None:
    """Return a review, None when it is gone."""
    try:
        return await get(client, credentials, path)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
    return None


async def perform(
    order: Order, write: Call, credentials: Credentials, client: httpx.AsyncClient
) -> str:
    """Write our answer by this call, or take it back; return the id of what was written."""
    headers = bearer(credentials)
    if order.verb == Verb.REPLY:
        await ask(client, Call(write.method, write.address, headers, json=write.json))
        return reply_id(review_of(order.comment))
    if order.verb == Verb.DELETE and is_reply(order.comment):
        try:
            await ask(client, Call("DELETE", write.address, headers))
        except ConnectorError as problem:
            if problem.reason != "gone":
                raise
        return ""
    raise ConnectorError(Failure.REFUSED, "not_possible")


def look(order: Order, review: dict[str, Any] | None, answer: str) -> Found:
    """Say whether an act was done, by the answer that the review bears now."""
    if review is None or order.verb == Verb.DELETE:
        return Found(done=order.verb == Verb.DELETE and not (review and answer))
    is_ours = answer.strip() == order.text.strip()
    return Found(done=is_ours, external_id=reply_id(review_of(order.comment)))
