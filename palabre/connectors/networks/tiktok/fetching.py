"""Fetching from TikTok: comments under the latest videos, and conversations.

Source: TikTok's reference of `business/video/list`, `business/comment/list`,
`business/comment/reply/list`, `business/message/conversation/list` and `content/list`. The cursor
of both is the time, in milliseconds, of the latest that was read.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Change, Credentials
from palabre.connectors.failures import ConnectorError
from palabre.connectors.networks.tiktok.client import call
from palabre.connectors.networks.tiktok.incoming import comment_change, message_change
from palabre.connectors.networks.tiktok.limits import CALLS
from palabre.connectors.reading import count_of, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page, Source

COMMENTS, MESSAGES = "comments", "messages"
SOURCES = (
    Source(COMMENTS, every=timedelta(minutes=1), past=timedelta(days=30), costs=((CALLS.name, 5),)),
    Source(MESSAGES, every=timedelta(minutes=2), past=timedelta(days=30), costs=((CALLS.name, 3),)),
)
VIDEOS_FOLLOWED = 20
PAGE = 30
MOST_PAGES = 10
AGAIN = timedelta(minutes=10)
"""How far a reading goes back behind the last one: what was late to appear is met again."""
VIDEO_FIELDS = json.dumps(["item_id", "caption", "share_url", "create_time"])
TALKS = ("STRANGER", "SINGLE")
"""Conversations that we have not answered, and those we have."""


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return what is new of one of the sources."""
    since = _since(ask)
    walk = _comments if ask.source == COMMENTS else _messages
    changes: list[Change] = []
    latest = int(ask.cursor) if ask.cursor.isdigit() else 0
    async for change, at in walk(since, credentials, client):
        changes.append(change)
        latest = max(latest, int(at.timestamp() * 1000) if at else 0)
    return Page(changes[::-1], str(latest) if latest else "")


def _since(ask: Ask) -> datetime:
    last = instant_or_none(ask.cursor) if ask.cursor.isdigit() else None
    return max(ask.since, last - AGAIN) if last else ask.since


Told = AsyncIterator[tuple[Change, datetime | None]]


async def _comments(since: datetime, credentials: Credentials, client: httpx.AsyncClient) -> Told:
    query = {"fields": VIDEO_FIELDS, "max_count": str(VIDEOS_FOLLOWED)}
    told = await call(client, "GET", "video/list/", credentials, query)
    for video in objects(told.get("videos")):
        async for comment in _comments_of(video, since, credentials, client):
            yield comment_change(comment, video), instant_or_none(comment.get("create_time"))


async def _comments_of(
    video: dict[str, Any], since: datetime, credentials: Credentials, client: httpx.AsyncClient
) -> AsyncIterator[dict[str, Any]]:
    """Give a video's comments and their answers, the latest first, back to a time.

    An old comment may have a new answer: the first page is always read with its answers.
    """
    query = {
        "video_id": text_of(video.get("item_id")),
        "status": "ALL",
        "include_replies": "true",
        "sort_field": "create_time",
        "sort_order": "desc",
        "max_count": str(PAGE),
    }
    for _ in range(MOST_PAGES):
        told = await call(client, "GET", "comment/list/", credentials, query)
        page = objects(told.get("comments"))
        for comment in page:
            yield comment
            for reply in await _replies(comment, credentials, client):
                yield reply
        times = (instant_or_none(one.get("create_time")) for one in page)
        if told.get("has_more") is not True or any(at and at < since for at in times):
            return
        query["cursor"] = text_of(told.get("cursor"))


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


async def _messages(since: datetime, credentials: Credentials, client: httpx.AsyncClient) -> Told:
    for kind in TALKS:
        query = {"conversation_type": kind, "limit": "100"}
        told = await call(client, "GET", "message/conversation/list/", credentials, query)
        for talk in objects(told.get("conversations")):
            at = instant_or_none(talk.get("update_time"))
            if at is not None and at < since:
                continue
            for one in await messages_of(text_of(talk.get("conversation_id")), credentials, client):
                yield one, at


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
