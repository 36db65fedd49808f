"""Fetching Trustpilot's reviews: the latest first, and again those that may have changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from palabre.connectors.contract import Credentials
from palabre.connectors.cursors import read_cursor, write_cursor
from palabre.connectors.networks.trustpilot.incoming import change_of
from palabre.connectors.reading import instant_or_none, objects, text_of
from palabre.connectors.reviews.calls import get, list_gone
from palabre.connectors.sources import Ask, Page, Source

PAGE = 100
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
    before = read_cursor(ask.cursor, Read)
    path = f"/v1/private/business-units/{quote(credentials.external_id, '')}/reviews"
    query = {"perPage": str(PAGE), "page": str(before.page), "orderBy": "createdat.desc"}
    told = await get(client, credentials, path, query)
    found = objects(told.get("reviews"))
    since = instant_or_none(before.known) or ask.since
    fresh = [one for one in found if _written(one, ask.now) >= since]
    changes = [change_of(one) for one in (found if before.known else fresh)]
    newest = before.newest or (text_of(found[0].get("createdAt")) if found else before.known)
    if len(found) >= PAGE and len(fresh) == len(found):
        now = Read(before.known, before.seen, newest, before.page + 1)
        return Page(changes, write_cursor(now), has_more=True)
    ids = [text_of(one.get("id")) for one in found]
    if before.page == 1:
        missing = [id for id in before.seen if id not in set(ids)]
        changes += await list_gone(missing, review_path, credentials, client, now=ask.now)
    return Page(changes, write_cursor(Read(newest, ids)))


def _written(review: dict[str, Any], now: datetime) -> datetime:
    return instant_or_none(review.get("createdAt")) or now


def review_path(id: str) -> str:
    """Return where one review is."""
    return f"/v1/private/reviews/{quote(id, '')}"
