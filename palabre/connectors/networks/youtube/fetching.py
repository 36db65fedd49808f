"""Fetching from YouTube: comments, what is held, what is gone.

Source: YouTube Data API, `commentThreads.list` and `comments.list`. There is no webhook of
comments. Each call draws from the day's units.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Change, Credentials
from palabre.connectors.networks.youtube.client import Ask, call, items, snippet
from palabre.connectors.networks.youtube.incoming import (
    change_of_comment,
    changes_of_thread,
    removal,
)
from palabre.connectors.networks.youtube.live import LIVE
from palabre.connectors.reading import count_of, inner, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask as Question
from palabre.connectors.sources import Page, Source

PAGE = 100
MARGIN = timedelta(minutes=10)
"""How much further back a walk goes than the one before the last began."""
LONG_THREADS = 2
"""How many threads with more answers than the page tells are read to the end in a turn."""
COMMENTS, HELD, STANDING = "comments", "held", "standing"
SOURCES = (
    Source(COMMENTS, every=timedelta(minutes=5), past=timedelta(days=30), costs=(("units", 3),)),
    Source(HELD, every=timedelta(minutes=10), costs=(("units", 2),)),
    Source(STANDING, every=timedelta(minutes=30), costs=(("units", 3),)),
    LIVE,
)


async def poll(ask: Question, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return what is new of one of the sources."""
    reading = Reading(ask, credentials, client)
    if ask.source == COMMENTS:
        return await reading.comments()
    if ask.source == HELD:
        return await reading.held()
    return await reading.standing()


class Reading:
    """One question to YouTube."""

    def __init__(self, ask: Question, credentials: Credentials, client: httpx.AsyncClient) -> None:
        self._ask = ask
        self._credentials = credentials
        self._client = client

    async def _get(self, path: str, **query: str) -> dict[str, Any]:
        return await call(self._client, self._credentials, Ask("GET", path, query))

    async def _threads(self, **query: str) -> dict[str, Any]:
        return await self._get(
            "/commentThreads",
            part="snippet,replies",
            allThreadsRelatedToChannelId=self._credentials.external_id,
            order="time",
            maxResults=str(PAGE),
            textFormat="plainText",
            **query,
        )

    async def comments(self) -> Page:
        """Read the latest threads, back to where we were; the first time, 30 days.

        The cursor is `newest until`: the time of the newest thread read, and that of the walk
        before, so far the next one goes back, and `MARGIN` further. What is hidden or deleted while
        we walk moves threads from one page to another: one of the next walks meets them. On the
        way it is `page until newest last`. One page more is read than those that hold something
        new: threads of one second may stand on two.
        """
        token, until, newest, last = _place(self._ask)
        told = await self._threads(**({"pageToken": token} if token else {}))
        threads, changes = items(told), []
        for thread in threads:
            changes += changes_of_thread(thread, self._ask.now)
        changes += await self._long_threads(threads)
        times = [at for thread in threads if (at := _written_at(thread)) is not None]
        newest = newest or max([*times, last or until])
        last = last or newest
        following = text_of(told.get("nextPageToken"))
        if following and times and max(times) > until - MARGIN:
            told_times = " ".join(at.isoformat() for at in (until, newest, last))
            return Page(changes, f"{following} {told_times}", has_more=True)
        return Page(changes, f"{newest.isoformat()} {last.isoformat()}")

    async def _long_threads(self, threads: list[dict[str, Any]]) -> list[Change]:
        """Read the answers that the page of threads leaves out, of the latest few."""
        long = [one for one in threads if _answers_told(one) < _answers_there(one)]
        changes: list[Change] = []
        for thread in long[:LONG_THREADS]:
            told = await self._get(
                "/comments",
                part="snippet",
                parentId=text_of(thread.get("id")),
                maxResults=str(PAGE),
                textFormat="plainText",
            )
            video = text_of(snippet(thread).get("videoId"))
            changes += [change_of_comment(one, video, self._ask.now) for one in items(told)]
        return changes

    async def held(self) -> Page:
        """Read what waits for review, and what YouTube takes for spam."""
        changes: list[Change] = []
        for status in ("heldForReview", "likelySpam"):
            for thread in items(await self._threads(moderationStatus=status)):
                changes += changes_of_thread(thread, self._ask.now)
        return Page(changes, "")

    async def standing(self) -> Page:
        """Ask of comments that were there the last time and are not now, whether they are gone.

        The cursor is the ids seen. One that fell off the end of the page is not asked for: what
        is older than the page's end cannot be told from what is gone.
        """
        threads = items(await self._threads())
        here = [text_of(one.get("id")) for one in threads]
        before = self._ask.cursor.split()
        oldest = next((place for place, id in reversed(list(enumerate(before))) if id in here), -1)
        missing = [id for id in before[: oldest + 1] if id not in here][:50]
        if len(threads) < PAGE:
            missing = [id for id in before if id not in here][:50]
        changes: list[Change] = []
        if missing:
            told = await self._get("/comments", part="id", id=",".join(missing))
            left = {text_of(one.get("id")) for one in items(told)}
            changes = [removal(id, self._ask.now) for id in missing if id not in left]
        return Page(changes, " ".join(here))


def _place(ask: Question) -> tuple[str, datetime, datetime | None, datetime | None]:
    """Return the page to go on with, until when to read, and the newest of both walks."""
    parts = ask.cursor.split()
    if len(parts) == 4:
        until, newest, last = map(instant_or_none, parts[1:])
        return parts[0], until or ask.since, newest, last
    times = [instant_or_none(part) for part in parts[:2]]
    last, until = (times[0], times[-1]) if times else (None, None)
    return "", until or ask.since, None, last


def _written_at(thread: dict[str, Any]) -> datetime | None:
    return instant_or_none(snippet(inner(snippet(thread), "topLevelComment")).get("publishedAt"))


def _answers_told(thread: dict[str, Any]) -> int:
    return len(objects(inner(thread, "replies").get("comments")))


def _answers_there(thread: dict[str, Any]) -> int:
    return count_of(snippet(thread).get("totalReplyCount")) or 0
