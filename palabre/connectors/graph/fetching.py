"""Fetching from Meta what webhooks did not bring: the last 30 days at connecting, and gaps.

Source: Meta's reference of a page's `feed`, an account's `media`, their `comments`, and of
`conversations`. Comments are walked through from the latest back to the last reading; posts whose
count of comments did not change since are not asked again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec

from palabre.connectors.contract import Change, Credentials
from palabre.connectors.cursors import read_cursor, write_cursor
from palabre.connectors.failures import ConnectorError
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.graph.client import call, page_of
from palabre.connectors.reading import (
    inner,
    instant_or_none,
    objects,
    text_of,
    versioned,
)
from palabre.connectors.sources import Ask, Page, Source

COMMENTS, MESSAGES = "comments", "messages"
PAST = timedelta(days=30)
EVERY = timedelta(minutes=15)
SOURCES = (
    Source(COMMENTS, every=EVERY, past=PAST, costs=(("reading", 5),)),
    Source(MESSAGES, every=EVERY, past=PAST, costs=(("reading", 1),)),
)
AGAIN = timedelta(minutes=10)
"""How far a reading goes back behind the last one: what was late to appear is met again."""
POSTS, PAGE = "10", "50"
MOST_PAGES = 40
"""Of comments under one post: beyond it, the oldest of them are left out."""
FETCHED = b'{"fetched":'
"""How the changes begin that we fetched ourselves; no webhook does."""


class Read(msgspec.Struct, omit_defaults=True):
    """How far an account was read: until when, which comments posts had, and where one goes on."""

    until: str = ""
    counts: dict[str, int] = {}
    after: str = ""
    begun: str = ""
    met: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """One call of a poll: what is asked, as whom, and in which network's words."""

    ask: Ask
    credentials: Credentials
    client: httpx.AsyncClient
    dialect: Dialect

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Ask the Graph API."""
        return await call(self.client, "GET", path, self.credentials, query)


async def poll(reading: Reading) -> Page:
    """Return a page of what is new: some posts with their comments, or some conversations."""
    before = read_cursor(reading.ask.cursor, Read)
    begun = before.begun or reading.ask.now.isoformat()
    known = instant_or_none(before.until)
    since = known - AGAIN if known is not None else reading.ask.since
    if reading.ask.source == MESSAGES:
        changes, after = await _conversations(reading, before.after, since)
        met: dict[str, int] = {}
    else:
        changes, after, met = await _posts(reading, before, since)
    met = before.met | met
    if after:
        now = Read(before.until, before.counts, after, begun, met)
        return Page(changes, write_cursor(now), has_more=True)
    return Page(changes, write_cursor(Read(begun, met)))


async def _posts(
    reading: Reading, before: Read, since: datetime
) -> tuple[list[Change], str, dict[str, int]]:
    """Return the new comments of some posts, where to go on, and how many comments each has."""
    dialect, account = reading.dialect, reading.credentials.external_id
    fields = f"id,{dialect.time},{dialect.count_fields}"
    query = {"fields": fields, "limit": POSTS} | _from(before.after)
    told = await reading.get(f"{account}/{dialect.posts}", query)
    oldest = reading.ask.now - PAST
    changes: list[Change] = []
    met: dict[str, int] = {}
    posts = [one for one in objects(told.get("data")) if _at(one, dialect) >= oldest]
    for post in posts:
        id, count = text_of(post.get("id")), dialect.count_comments(post)
        met[id] = count
        if count and before.counts.get(id) != count:
            try:
                changes += [one async for one in _comments(reading, post, since)]
            except ConnectorError as problem:
                if problem.reason != "gone":
                    raise
    is_over = len(posts) < len(objects(told.get("data")))
    return changes, "" if is_over else _next(told), met


async def _comments(
    reading: Reading, post: dict[str, Any], since: datetime
) -> AsyncIterator[Change]:
    """Give the comments under a post that were written since, and the answers to them."""
    dialect = reading.dialect
    after = ""
    for _ in range(MOST_PAGES):
        query = {"fields": dialect.comment_fields, "limit": PAGE, **dialect.comment_order}
        path = f"{text_of(post.get('id'))}/comments"
        told = await reading.get(path, query | _from(after))
        found = objects(told.get("data"))
        for comment in found:
            replies = objects(inner(comment, dialect.replies).get("data"))
            for one in (comment, *replies):
                if _at(one, dialect) >= since:
                    parent = "" if one is comment else text_of(comment.get("id"))
                    yield _change("comment", one, post=_place(post), parent=parent)
        after = _next(told)
        if not after or (dialect.is_newest_first and found and _at(found[-1], dialect) < since):
            return


async def _conversations(reading: Reading, after: str, since: datetime) -> tuple[list[Change], str]:
    """Return the messages since of some conversations, the latest first, and where to go on."""
    fields = "id,updated_time,participants,messages.limit(25){id,message,from,created_time}"
    query = {"platform": reading.dialect.platform, "fields": fields, "limit": "25"} | _from(after)
    page = page_of(reading.credentials)
    told = await reading.get(f"{page}/conversations", query)
    talks = objects(told.get("data"))
    fresh = [one for one in talks if (instant_or_none(one.get("updated_time")) or since) >= since]
    ours = {reading.credentials.external_id, page}
    changes: list[Change] = []
    for talk in fresh:
        people = objects(inner(talk, "participants").get("data"))
        ids = [text_of(one.get("id")) for one in people]
        person = next((id for id in ids if id and id not in ours), "")
        for message in reversed(objects(inner(talk, "messages").get("data"))):
            at = instant_or_none(message.get("created_time"))
            if person and at is not None and at >= since:
                is_ours = text_of(inner(message, "from").get("id")) in ours
                changes.append(_change("message", message, person=person, ours=is_ours))
    return changes, _next(told) if len(fresh) == len(talks) else ""


def _change(kind: str, thing: dict[str, Any], **more: Any) -> Change:
    """Return something fetched as a change, known by its id and its words."""
    body = msgspec.json.encode({"fetched": kind, kind: thing, **more})
    words = text_of(thing.get("message") or thing.get("text"))
    is_hidden = thing.get("is_hidden") is True or thing.get("hidden") is True
    return versioned(body, kind, text_of(thing.get("id")), words, str(is_hidden))


def _place(post: dict[str, Any]) -> dict[str, str]:
    """Return what the desk keeps of a post beside each comment."""
    text = text_of(post.get("message") or post.get("caption"))
    address = text_of(post.get("permalink_url") or post.get("permalink"))
    return {"id": text_of(post.get("id")), "text": text, "address": address}


def _at(thing: dict[str, Any], dialect: Dialect) -> datetime:
    """Return when something was written; what has no time is as good as new."""
    return instant_or_none(thing.get(dialect.time)) or datetime.max.replace(tzinfo=UTC)


def _from(after: str) -> dict[str, str]:
    return {"after": after} if after else {}


def _next(told: dict[str, Any]) -> str:
    paging = inner(told, "paging")
    return text_of(inner(paging, "cursors").get("after")) if "next" in paging else ""
