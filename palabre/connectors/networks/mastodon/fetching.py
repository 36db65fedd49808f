"""Fetching from a Mastodon server: mentions, conversations, our own threads, and its stream.

Source: Mastodon's documentation of notifications, conversations, contexts and streaming.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from palabre.connectors.calls import bearer
from palabre.connectors.contract import Change, Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.mastodon.client import call, call_object
from palabre.connectors.networks.mastodon.incoming import removal, status_change
from palabre.connectors.reading import NOT_JSON, inner, instant_or_none, objects, text_of
from palabre.connectors.server_events import Event, read_events
from palabre.connectors.sources import Ask, Heard, Page, Source, Way

PAGE = 40
POSTS_FOLLOWED = 20
MOST_FOLLOWED = 1000
LOOKS_FOR_GONE = 10
MENTIONS, CONVERSATIONS, THREADS, STREAM = "mentions", "conversations", "threads", "stream"
SOURCES = (
    Source(MENTIONS, every=timedelta(minutes=2), past=timedelta(days=30), costs=(("requests", 5),)),
    Source(CONVERSATIONS, every=timedelta(minutes=5), costs=(("requests", 1),)),
    Source(THREADS, every=timedelta(minutes=5), costs=(("requests", 20),)),
    Source(STREAM, Way.SOCKET, silence=timedelta(seconds=60), catch_up=MENTIONS),
)


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return what is new of one of the sources."""
    if ask.source == MENTIONS:
        return await _poll_mentions(ask, credentials, client)
    if ask.source == CONVERSATIONS:
        return await _poll_conversations(credentials, client)
    return await _poll_threads(ask, credentials, client)


async def _poll_mentions(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Go on from the last mention; the first time, walk back page by page.

    The cursor is the id of the last mention, or while walking back `oldest<newest`.
    """
    oldest, _, newest = ask.cursor.partition("<")
    is_back = not ask.cursor or bool(newest)
    query: dict[str, Any] = {"types[]": ["mention"], "limit": str(PAGE)}
    if is_back:
        query |= {"max_id": oldest} if oldest else {}
    else:
        query |= {"min_id": ask.cursor}
    found = objects(await call(client, "GET", "/api/v1/notifications", credentials, query))
    fresh = [one for one in found if not is_back or _is_since(one, ask)]
    roots = Roots(credentials, client)
    changes = [await roots.change(inner(one, "status")) for one in fresh if inner(one, "status")]
    ids = sorted((text_of(one.get("id")) for one in found), key=_in_order)
    if not is_back:
        return Page(changes, ids[-1] if ids else ask.cursor, has_more=len(found) >= PAGE)
    newest = newest or (ids[-1] if ids else "0")
    if len(fresh) == len(found) and len(found) >= PAGE:
        return Page(changes, f"{ids[0]}<{newest}", has_more=True)
    return Page(changes, newest)


def _is_since(notification: dict[str, Any], ask: Ask) -> bool:
    at = instant_or_none(notification.get("created_at"))
    return at is None or at >= ask.since


def _in_order(id: str) -> tuple[int, str]:
    """Ids are numbers as text: the longer one is later."""
    return len(id), id


async def _poll_conversations(credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Read the last message of each conversation: also those we wrote somewhere else."""
    query = {"limit": str(PAGE)}
    found = await call(client, "GET", "/api/v1/conversations", credentials, query)
    last = [inner(one, "last_status") for one in objects(found)]
    return Page([status_change(one, {}) for one in last if one], "")


async def _poll_threads(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Read the replies under our latest posts: edits, removals, and replies that name nobody.

    The cursor is the ids seen the last time; one that is missing now is asked for by itself.
    """
    path = f"/api/v1/accounts/{quote(credentials.external_id, '')}/statuses"
    query = {"limit": str(POSTS_FOLLOWED), "exclude_replies": "true", "exclude_reblogs": "true"}
    changes: list[Change] = []
    seen: list[str] = []
    for post in objects(await call(client, "GET", path, credentials, query)):
        context = await _context(text_of(post.get("id")), credentials, client)
        for status in objects(context.get("descendants")):
            changes.append(status_change(status, post))
            seen.append(text_of(status.get("id")))
    before = ask.cursor.split()
    missing = [id for id in before if id not in set(seen)][:LOOKS_FOR_GONE]
    for id in missing:
        if await _is_gone(id, credentials, client):
            changes.append(removal(id, ask.now))
    return Page(changes, " ".join(seen[-MOST_FOLLOWED:]))


async def _context(id: str, credentials: Credentials, client: httpx.AsyncClient) -> dict[str, Any]:
    try:
        path = f"/api/v1/statuses/{quote(id, '')}/context"
        return await call_object(client, "GET", path, credentials)
    except ConnectorError as problem:
        if problem.reason == "gone":
            return {}
        raise


async def _is_gone(id: str, credentials: Credentials, client: httpx.AsyncClient) -> bool:
    try:
        await call(client, "GET", f"/api/v1/statuses/{quote(id, '')}", credentials)
    except ConnectorError as problem:
        if problem.reason == "gone":
            return True
        raise
    return False


class Roots:
    """The topmost posts of threads, each asked for once: a hundred replies under one post cost one.

    Lives as long as one reading; a stream that stands for months forgets the oldest.
    """

    def __init__(self, credentials: Credentials, client: httpx.AsyncClient) -> None:
        self._credentials = credentials
        self._client = client
        self._known: dict[str, dict[str, Any]] = {}

    async def change(self, status: dict[str, Any]) -> Change:
        """Return a status as a change, with the topmost post of its thread."""
        parent = text_of(status.get("in_reply_to_id"))
        if not parent or status.get("visibility") == "direct":
            return status_change(status, status)
        if parent not in self._known:
            id = text_of(status.get("id"))
            ancestors = objects(
                (await _context(id, self._credentials, self._client)).get("ancestors")
            )
            if len(self._known) >= MOST_FOLLOWED:
                del self._known[next(iter(self._known))]
            self._known[parent] = ancestors[0] if ancestors else {}
        return status_change(status, self._known[parent])


async def listen(
    ask: Ask, credentials: Credentials, client: httpx.AsyncClient
) -> AsyncIterator[Heard]:
    """Follow the account's stream. Removals are told of what this stream has told before."""
    told: dict[str, None] = {}
    roots = Roots(credentials, client)
    address = await _stream_address(credentials, client)
    silence = SOURCES[-1].silence.total_seconds()
    async for event in read_events(client, address, bearer(credentials), silence=silence):
        if event.name == "delete" and event.data in told:
            yield Heard([removal(event.data, ask.now)])
            continue
        statuses = _statuses(event)
        for status in statuses:
            told[text_of(status.get("id"))] = None
        while len(told) > MOST_FOLLOWED:
            del told[next(iter(told))]
        yield Heard([await roots.change(one) for one in statuses])


async def _stream_address(credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Return where the server streams, which may be another host of its own."""
    base = credentials.base_url.rstrip("/")
    told = await call_object(client, "GET", "/api/v2/instance", credentials)
    named = text_of(inner(inner(told, "configuration"), "urls").get("streaming"))
    parts = urlsplit(named)
    if parts.scheme in {"wss", "https"} and parts.netloc:
        base = f"https://{parts.netloc}{parts.path.rstrip('/')}"
    return f"{base}/api/v1/streaming/user"


def _statuses(event: Event) -> Sequence[dict[str, Any]]:
    """Return the statuses that concern us in an event of the stream."""
    if event.name not in {"notification", "status.update", "conversation"}:
        return ()
    try:
        content = msgspec.json.decode(event.data)
    except NOT_JSON as problem:
        raise ConnectorError(
            Failure.TRY_AGAIN, "no_answer", detail="The stream is not JSON."
        ) from problem
    if not isinstance(content, dict):
        return ()
    if event.name == "status.update":
        return (content,)
    if event.name == "notification" and content.get("type") != "mention":
        return ()
    status = inner(content, "last_status" if event.name == "conversation" else "status")
    return (status,) if status else ()
