"""Fetching Google's reviews: the latest changed first, and those that are gone.

Source: Google's reference of `accounts.locations.reviews.list`. Google can also tell of reviews by
Pub/Sub; polling needs no project of Google's cloud, and finds the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from palabre.connectors.calls import Call, bearer
from palabre.connectors.calls import ask as call
from palabre.connectors.contract import Change, ConnectorError, Credentials
from palabre.connectors.networks.google.incoming import removal, review_change
from palabre.connectors.reading import NOT_JSON, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page, Source

PAGE = 50
LOOKS_FOR_GONE = 5
REVIEWS = "reviews"
SOURCES = (
    Source(REVIEWS, every=timedelta(minutes=5), past=timedelta(days=30), costs=(("requests", 2),)),
)


class Read(msgspec.Struct):
    """How far reviews were read: the last change, the latest names, and a page of the past."""

    known: str = ""
    seen: list[str] = []
    newest: str = ""
    page: str = ""


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Walk back from the latest change to the last one that was read."""
    before = _read(ask.cursor)
    path = f"/v4/{credentials.external_id}/reviews"
    query = {"pageSize": str(PAGE), "orderBy": "updateTime desc"}
    query |= {"pageToken": before.page} if before.page else {}
    told = await get(client, credentials, path, query)
    found = objects(told.get("reviews"))
    since = instant_or_none(before.known) or ask.since
    fresh = [one for one in found if _changed(one, ask.now) >= since]
    changes = [review_change(one) for one in found if one in fresh or one.get("reviewReply")]
    newest = before.newest or (text_of(found[0].get("updateTime")) if found else before.known)
    token = text_of(told.get("nextPageToken"))
    if token and found and len(fresh) == len(found):
        now = Read(before.known, before.seen, newest, token)
        return Page(changes, _write(now), has_more=True)
    names = [text_of(one.get("name")) for one in found]
    if not before.page:
        changes += await _gone(before, names, ask.now, credentials, client)
    return Page(changes, _write(Read(newest, names)))


def _read(cursor: str) -> Read:
    try:
        return msgspec.json.decode(cursor, type=Read) if cursor else Read()
    except NOT_JSON:
        return Read()


def _write(read: Read) -> str:
    return msgspec.json.encode(read).decode()


def _changed(review: dict[str, Any], now: datetime) -> datetime:
    return instant_or_none(review.get("updateTime")) or now


async def _gone(
    before: Read,
    names: list[str],
    now: datetime,
    credentials: Credentials,
    client: httpx.AsyncClient,
) -> list[Change]:
    """Ask for those that the list no longer names; older ones may only have moved on."""
    missing = [name for name in before.seen if name not in set(names)][:LOOKS_FOR_GONE]
    return [removal(one, now) for one in missing if await _is_gone(one, credentials, client)]


async def _is_gone(name: str, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    try:
        await get(client, credentials, f"/v4/{name}")
    except ConnectorError as problem:
        if problem.reason == "gone":
            return True
        raise
    return False


async def get(
    client: httpx.AsyncClient,
    credentials: Credentials,
    path: str,
    query: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Ask Google for an object."""
    address = credentials.base_url.rstrip("/") + path
    told = await call(client, Call("GET", address, bearer(credentials), query=query))
    return told if isinstance(told, dict) else {}
