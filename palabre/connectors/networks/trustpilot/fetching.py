"""Fetching Trustpilot's reviews: the latest first, and again those that may have changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from palabre.connectors.calls import Call, bearer
from palabre.connectors.calls import ask as call
from palabre.connectors.contract import Change, ConnectorError, Credentials
from palabre.connectors.networks.trustpilot.incoming import removal, review_change
from palabre.connectors.reading import NOT_JSON, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page, Source

PAGE = 100
LOOKS_FOR_GONE = 5
REVIEWS = "reviews"
SOURCES = (
    Source(REVIEWS, every=timedelta(minutes=5), past=timedelta(days=30), costs=(("requests", 2),)),
)


class Read(msgspec.Struct):
    """How far reviews were read: the last one, the latest ids, and a page of the past."""

    known: str = ""
    seen: list[str] = []
    newest: str = ""
    page: int = 1


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Walk back from the latest review to the last one that was read.

    The list is by the day of writing: a page is read whole each time, so that edits and answers
    of the latest hundred are seen as well.
    """
    before = _read(ask.cursor)
    path = f"/v1/private/business-units/{quote(credentials.external_id, '')}/reviews"
    query = {"perPage": str(PAGE), "page": str(before.page), "orderBy": "createdat.desc"}
    told = await get(client, credentials, path, query)
    found = objects(told.get("reviews"))
    since = instant_or_none(before.known) or ask.since
    fresh = [one for one in found if _written(one, ask.now) >= since]
    changes = [review_change(one) for one in (found if before.known else fresh)]
    newest = before.newest or (text_of(found[0].get("createdAt")) if found else before.known)
    if len(found) >= PAGE and len(fresh) == len(found):
        now = Read(before.known, before.seen, newest, before.page + 1)
        return Page(changes, _write(now), has_more=True)
    ids = [text_of(one.get("id")) for one in found]
    if before.page == 1:
        changes += await _gone(before, ids, ask.now, credentials, client)
    return Page(changes, _write(Read(newest, ids)))


def _read(cursor: str) -> Read:
    try:
        return msgspec.json.decode(cursor, type=Read) if cursor else Read()
    except NOT_JSON:
        return Read()


def _write(read: Read) -> str:
    return msgspec.json.encode(read).decode()


def _written(review: dict[str, Any], now: datetime) -> datetime:
    return instant_or_none(review.get("createdAt")) or now


async def _gone(
    before: Read,
    ids: list[str],
    now: datetime,
    credentials: Credentials,
    client: httpx.AsyncClient,
) -> list[Change]:
    """Ask for those that the list no longer names; older ones may only have moved on."""
    missing = [id for id in before.seen if id not in set(ids)][:LOOKS_FOR_GONE]
    return [removal(one, now) for one in missing if await _is_gone(one, credentials, client)]


async def _is_gone(id: str, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    try:
        await get(client, credentials, review_path(id))
    except ConnectorError as problem:
        if problem.reason == "gone":
            return True
        raise
    return False


def review_path(id: str) -> str:
    """Return where one review is."""
    return f"/v1/private/reviews/{quote(id, '')}"


async def get(
    client: httpx.AsyncClient,
    credentials: Credentials,
    path: str,
    query: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Ask Trustpilot for an object."""
    address = credentials.base_url.rstrip("/") + path
    told = await call(client, Call("GET", address, bearer(credentials), query=query))
    return told if isinstance(told, dict) else {}
