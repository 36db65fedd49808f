"""Fetching Google's reviews: the latest changed first, and those that are gone.

Source: Google's reference of `accounts.locations.reviews.list`. Google can also tell of reviews by
Pub/Sub; polling needs no project of Google's cloud, and finds the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from palabre.connectors.contract import Credentials
from palabre.connectors.cursors import read_cursor, write_cursor
from palabre.connectors.networks.google.incoming import change_of
from palabre.connectors.reading import instant_or_none, objects, text_of
from palabre.connectors.reviews.calls import get, list_gone
from palabre.connectors.sources import Ask, Page, Source

PAGE = 50
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
    before = read_cursor(ask.cursor, Read)
    path = f"/v4/{credentials.external_id}/reviews"
    query = {"pageSize": str(PAGE), "orderBy": "updateTime desc"}
    query |= {"pageToken": before.page} if before.page else {}
    told = await get(client, credentials, path, query)
    found = objects(told.get("reviews"))
    since = instant_or_none(before.known) or ask.since
    fresh = [one for one in found if _changed(one, ask.now) >= since]
    changes = [change_of(one) for one in found if one in fresh or one.get("reviewReply")]
    newest = before.newest or (text_of(found[0].get("updateTime")) if found else before.known)
    token = text_of(told.get("nextPageToken"))
    if token and found and len(fresh) == len(found):
        now = Read(before.known, before.seen, newest, token)
        return Page(changes, write_cursor(now), has_more=True)
    names = [text_of(one.get("name")) for one in found]
    if not before.page:
        missing = [name for name in before.seen if name not in set(names)]
        changes += await list_gone(missing, review_path, credentials, client, now=ask.now)
    return Page(changes, write_cursor(Read(newest, names)))


def _changed(review: dict[str, Any], now: datetime) -> datetime:
    return instant_or_none(review.get("updateTime")) or now


def review_path(name: str) -> str:
    """Return where one review is."""
    return f"/v4/{name}"
