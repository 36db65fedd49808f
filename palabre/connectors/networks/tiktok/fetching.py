"""Fetching from TikTok: comments under the latest videos, and conversations.

Source: TikTok's reference of `business/video/list`, `business/comment/list`,
`business/comment/reply/list`, `business/message/conversation/list` and `content/list`.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from palabre.connectors.contract import Change, Credentials
from palabre.connectors.cursors import read_cursor, write_cursor
from palabre.connectors.failures import ConnectorError
from palabre.connectors.networks.tiktok.client import call
from palabre.connectors.networks.tiktok.incoming import comment_change, message_change
from palabre.connectors.networks.tiktok.limits import CALLS
from palabre.connectors.reading import count_of, instant_or_none, millis, objects, text_of
from palabre.connectors.sources import Ask, Page, Source

COMMENTS, MESSAGES = "comments", "messages"
SOURCES = (
    Source(COMMENTS, every=timedelta(minutes=1), past=timedelta(days=30), costs=((CALLS.name, 5),)),
    Source(MESSAGES, every=timedelta(minutes=2), past=timedelta(days=30), costs=((CALLS.name, 3),)),
)
VIDEOS_FOLLOWED = 20
PAGE = 30
PAGES_A_TURN = 4
"""Of comments: a turn is to cost what it draws, and what is left is for the next one."""
AGAIN = timedelta(minutes=10)
"""How far a reading of conversations goes back behind the last one."""
VIDEO_FIELDS = json.dumps(["item_id", "caption", "share_url", "create_time"])
TALKS = ("STRANGER", "SINGLE")
"""Conversations that we have not answered, and those we have."""


class Read(msgspec.Struct, omit_defaults=True):
    """How far a source was read, in milliseconds, and on the way back: what is left to read."""

    latest: int = 0
    """The latest that was there when a reading was last finished."""
    floor: int = 0
    """The latest of the reading before that: so far it goes back, so that what moved from one page
    to another while it read is met the next time."""
    found: int = 0
    videos: list[str] = []
    after: str = ""
    """Where the first of the videos goes on."""


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return what is new of one of the sources."""
    before = _read(ask.cursor)
    if ask.source == MESSAGES:
        return await _messages(ask.since, before, credentials, client)
    return await _Comments(ask.since, before, credentials, client).read()


def _read(cursor: str) -> Read:
    if cursor.isdigit():
        return Read(latest=int(cursor), floor=int(cursor))
    return read_cursor(cursor, Read)


class _Comments:
    """One turn of reading comments: video by video, the latest comments first.

    A video is read back to what was known a reading ago, and one page further.
    """

    def __init__(
        self, since: datetime, before: Read, credentials: Credentials, client: httpx.AsyncClient
    ) -> None:
        self._floor = before.floor or millis(since)
        self._before = before
        self._credentials = credentials
        self._client = client
        self._found = before.found
        self._changes: list[Change] = []

    async def read(self) -> Page:
        """Return some pages of comments, and where to go on."""
        known = await self._videos()
        left = [one for one in self._before.videos or known if one in known]
        is_first = left[:1] == self._before.videos[:1]
        after = self._before.after if is_first else ""
        for _ in range(PAGES_A_TURN):
            if not left:
                break
            after = await self._read_page(known[left[0]], after)
            left = left if after else left[1:]
        if left:
            now = Read(self._before.latest, self._before.floor, self._found, left, after)
            return Page(self._changes[::-1], write_cursor(now), has_more=True)
        latest = max(self._before.latest, self._found)
        done = Read(latest, self._before.latest or latest)
        return Page(self._changes[::-1], write_cursor(done))

    async def _videos(self) -> dict[str, dict[str, Any]]:
        query = {"fields": VIDEO_FIELDS, "max_count": str(VIDEOS_FOLLOWED)}
        told = await call(self._client, "GET", "video/list/", self._credentials, query)
        return {text_of(one.get("item_id")): one for one in objects(told.get("videos"))}

    async def _read_page(self, video: dict[str, Any], after: str) -> str:
        """Read a page of a video's comments with their answers; return where the next begins.

        An old comment may have a new answer: the first page is always read.
        """
        query = {
            "video_id": text_of(video.get("item_id")),
            "status": "ALL",
            "include_replies": "true",
            "sort_field": "create_time",
            "sort_order": "desc",
            "max_count": str(PAGE),
        }
        query |= {"cursor": after} if after else {}
        told = await call(self._client, "GET", "comment/list/", self._credentials, query)
        latest = 0
        for comment in objects(told.get("comments")):
            for one in (comment, *await _replies(comment, self._credentials, self._client)):
                self._changes.append(comment_change(one, video))
                at = instant_or_none(one.get("create_time"))
                latest = max(latest, millis(at) if at else 0)
        self._found = max(self._found, latest)
        has_more = told.get("has_more") is True and latest > self._floor
        return text_of(told.get("cursor")) if has_more else ""


async def _replies(
    comment: dict[str, Any], credentials: Credentials, client: httpx.AsyncClient
) -> list[dict[str, Any]]:
    """Return a comment's answers: those that came along, else all of them."""
    found = objects(comment.get("reply_list"))
    if (count_of(comment.get("replies")) or 0) <= len(found):
        return found
    return await replies_to(
        text_of(comment.get("video_id")), text_of(comment.get("comment_id")), credentials, client
    )


async def replies_to(
    video: str, comment: str, credentials: Credentials, client: httpx.AsyncClient
) -> list[dict[str, Any]]:
    """Return the latest answers to a comment; none when it is gone."""
    query = {"video_id": video, "comment_id": comment, "status": "ALL", "max_count": str(PAGE)}
    query |= {"sort_field": "create_time", "sort_order": "desc"}
    try:
        told = await call(client, "GET", "comment/reply/list/", credentials, query)
    except ConnectorError as problem:
        if problem.reason == "gone":
            return []
        raise
    return objects(told.get("comments"))


async def _messages(
    since: datetime, before: Read, credentials: Credentials, client: httpx.AsyncClient
) -> Page:
    """Return the latest messages of conversations in which something was written."""
    last = instant_or_none(before.latest or None)
    floor = max(since, last - AGAIN) if last else since
    latest, changes = before.latest, list[Change]()
    for kind in TALKS:
        query = {"conversation_type": kind, "limit": "100"}
        told = await call(client, "GET", "message/conversation/list/", credentials, query)
        for talk in objects(told.get("conversations")):
            at = instant_or_none(talk.get("update_time"))
            if at is not None and at < floor:
                continue
            latest = max(latest, millis(at) if at else 0)
            changes += await messages_of(text_of(talk.get("conversation_id")), credentials, client)
    return Page(changes[::-1], write_cursor(Read(latest)) if latest else "")


async def messages_of(
    talk: str, credentials: Credentials, client: httpx.AsyncClient
) -> list[Change]:
    """Return the latest messages of a conversation, twenty at most, as changes."""
    found, names = await content_of(talk, credentials, client)
    return [message_change(one, names) for one in found]


async def content_of(
    talk: str, credentials: Credentials, client: httpx.AsyncClient
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the latest messages of a conversation, and the names of who takes part."""
    query = {"conversation_id": talk}
    told = await call(client, "GET", "message/content/list/", credentials, query)
    people = objects(told.get("participants"))
    names = {text_of(one.get("id")): text_of(one.get("display_name")) for one in people}
    return objects(told.get("messages")), names
