"""Following a live chat of YouTube: pushed to us for as long as it is on air.

Source: YouTube Live Streaming API, `liveChatMessages.streamList`, and the discovery document's
`youtube.v3.liveChat.messages.stream`: each answer tells messages, oldest first, and the token from
which a later connection goes on. Opening it costs 5 units, whatever comes. Asking for pages
(`liveChatMessages.list`) would spend the day's units within hours: it is done, seldom, only where
the stream is not to be had.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.calls import Answer, bearer
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError
from palabre.connectors.json_streams import NotOpened, Opening, read_objects
from palabre.connectors.networks.youtube.client import (
    PREFIX,
    Ask,
    call,
    items,
    reason_of,
    refusal,
    snippet,
)
from palabre.connectors.networks.youtube.incoming import change_of_live
from palabre.connectors.reading import count_of, inner, text_of
from palabre.connectors.sources import Ask as Question
from palabre.connectors.sources import Heard, Source, Way

LIVE = Source(
    "live",
    Way.SOCKET,
    every=timedelta(minutes=2),
    silence=timedelta(minutes=5),
    costs=(("units", 5),),
    looks=(("units", 1),),
    resumes=True,
    is_live=True,
)
QUIET_SECONDS = 120.0
"""A chat in which nobody speaks is opened anew after this: the connection may be dead."""
AT_ONCE, SOON = timedelta(seconds=1), timedelta(seconds=10)
PAGED = "paged"
NOT_OFFERED = frozenset({404, 405, 501})
"""Statuses by which an address says that it is none, when Google gives no reason beside."""
LARGEST_PAGE = 2_000
MOST_MILLIS = 60_000
SHORT_SECONDS = 60.0
"""A stream that ended sooner is not opened again at once: each opening costs units."""


async def listen(
    ask: Question, credentials: Credentials, client: httpx.AsyncClient
) -> AsyncIterator[Heard]:
    """Follow the chat that the cursor names, from where we were; without one, look for one.

    The cursor is `chat token`, with `paged` behind it where the stream was not to be had: then
    each opening reads one page.
    """
    if not ask.cursor:
        found = await _find_chat(credentials, client)
        yield Heard(cursor=found, rest=timedelta(0) if found else LIVE.every)
        return
    following = Following(ask.cursor)
    heard = _read_page if following.is_paged else _follow
    try:
        async for one in heard(following, credentials, client):
            yield one
    except ConnectorError as problem:
        yield _left(problem, following)


async def _follow(
    following: Following, credentials: Credentials, client: httpx.AsyncClient
) -> AsyncIterator[Heard]:
    """Hear the stream until it ends."""
    opened_at = asyncio.get_running_loop().time()
    try:
        async for told in read_objects(client, _opening(following, credentials)):
            yield following.hear(told)
            if following.is_over:
                yield Heard(rest=LIVE.every)
                return
    except httpx.ReadTimeout:
        pass
    except NotOpened as refused:
        if refused.answer.status not in NOT_OFFERED or reason_of(refused.answer):
            raise refusal(refused.answer) from refused
        following.is_paged = True
        yield Heard(cursor=following.cursor, rest=timedelta(0))
        return
    is_short = asyncio.get_running_loop().time() - opened_at < SHORT_SECONDS
    yield Heard(cursor=following.cursor, rest=SOON if is_short else AT_ONCE)


async def _read_page(
    following: Following, credentials: Credentials, client: httpx.AsyncClient
) -> AsyncIterator[Heard]:
    """Read one page; come again when YouTube says, or at once after a full one."""
    query = _query(following) | {"maxResults": str(LARGEST_PAGE)}
    told = await call(client, credentials, Ask("GET", "/liveChat/messages", query))
    yield following.hear([told])
    millis = count_of(told.get("pollingIntervalMillis")) or 0
    asked = timedelta(milliseconds=min(millis, MOST_MILLIS))
    is_full = len(items(told)) >= LARGEST_PAGE
    wait = AT_ONCE if is_full else max(asked, SOON)
    yield Heard(rest=LIVE.every) if following.is_over else Heard(cursor=following.cursor, rest=wait)


class Following:
    """How far a chat was followed."""

    def __init__(self, cursor: str) -> None:
        """Begin where we were."""
        chat, *more = cursor.split()
        self.is_paged = PAGED in more
        self.chat = chat
        self.token = next((one for one in more if one != PAGED), "")
        self.is_over = False

    @property
    def cursor(self) -> str:
        """Where to go on."""
        return " ".join(filter(None, (self.chat, self.token, PAGED * self.is_paged)))

    def hear(self, told: list[dict[str, Any]]) -> Heard:
        """Return what answers of the stream tell."""
        changes = []
        for one in told:
            if "error" in one:
                raise refusal(_refused(one))
            found = items(one)
            changes += [change_of_live(item, self.chat) for item in found]
            self.token = text_of(one.get("nextPageToken")) or self.token
            ends = (snippet(item).get("type") == "chatEndedEvent" for item in found)
            self.is_over = self.is_over or bool(one.get("offlineAt")) or any(ends)
        return Heard(changes, self.cursor)


def _refused(told: dict[str, Any]) -> Answer:
    """Return an error that came down the stream as the answer that it stands for."""
    code = inner(told, "error").get("code")
    return Answer(code if isinstance(code, int) else 500, {}, told)


def _left(problem: ConnectorError, following: Following) -> Heard:
    """Leave a chat that is over, or a token that is no longer taken; raise what is neither."""
    if problem.reason == "invalid" and following.token:
        following.token = ""
        return Heard(cursor=following.cursor, rest=AT_ONCE, has_gap=True)
    if problem.reason in {"gone", "invalid"}:
        return Heard(rest=LIVE.every)
    raise problem


def _opening(following: Following, credentials: Credentials) -> Opening:
    address = f"{credentials.base_url.rstrip('/')}{PREFIX}/liveChat/messages/stream"
    return Opening(address, bearer(credentials), _query(following), QUIET_SECONDS)


def _query(following: Following) -> dict[str, str]:
    query = {"liveChatId": following.chat, "part": "id,snippet,authorDetails"}
    return query | ({"pageToken": following.token} if following.token else {})


async def _find_chat(credentials: Credentials, client: httpx.AsyncClient) -> str:
    query = {"part": "snippet", "broadcastStatus": "active", "broadcastType": "all"}
    told = await call(client, credentials, Ask("GET", "/liveBroadcasts", query))
    found = (text_of(snippet(one).get("liveChatId")) for one in items(told))
    return next((chat for chat in found if chat), "")
