"""The live event stream: Server-Sent Events, a batch every 50 ms, plain ASGI.

`GET /api/v1/events?workspace=SLUG` sends `change` events: `{"workspace", "threads", "count"}`.
`threads` is empty when there are more than 4,000 at once; `"is_quiet": true` stands beside them
when messages that were there are only better understood. It also sends `presence` events:
`{"workspace", "thread", "member", "name", "doing"}`, where `doing` is arrives, looks, writes or
leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections

from palabre.plumbing import clock, problems, stream
from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Member
from palabre.workspaces.present import Present, member_of_token, present_of
from palabre.workspaces.rights import Right

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger(__name__)
GATHER_SECONDS = 0.05
KEEP_ALIVE_SECONDS = 20.0
MOST_WAITING = 200
EVENTS = {stream.CHANGES: "change", stream.PRESENCE: "presence"}


class EventStream:
    """One listener on the database, any number of readers."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._readers: dict[int, set[asyncio.Queue[str]]] = {}

    async def run(self) -> None:
        """Pass the database's notices on until cancelled."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._address, autocommit=True
                ) as connection:
                    for channel in EVENTS:
                        await connection.execute(f"listen {channel}")
                    async for notice in connection.notifies():
                        self._pass_on(EVENTS[notice.channel], notice.payload)
            except psycopg.Error as problem:
                log.warning("Changes are out of reach: %s", problem)
                await asyncio.sleep(1)

    def _pass_on(self, event: str, payload: str) -> None:
        workspace = json.loads(payload)["workspace"]
        text = f"event: {event}\ndata: {payload}\n\n"
        for queue in self._readers.get(workspace, ()):
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(text)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one reader until it leaves."""
        try:
            workspace = await asyncio.to_thread(_workspace_of, scope)
        except Refused as refusal:
            await _refuse(send, refusal)
            return
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=MOST_WAITING)
        readers = self._readers.setdefault(workspace, set())
        readers.add(queue)
        writing = asyncio.create_task(_write(queue, send))
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            readers.discard(queue)
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await writing


async def _write(queue: asyncio.Queue[str], send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _send_text(send, "retry: 2000\n\n")
    while True:
        try:
            async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                lines = [await queue.get()]
        except TimeoutError:
            await _send_text(send, ": still here\n\n")
            continue
        await asyncio.sleep(GATHER_SECONDS)
        while not queue.empty():
            lines.append(queue.get_nowait())
        await _send_text(send, "".join(lines))


async def _send_text(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, refusal: Refused) -> None:
    body = problems.problem(refusal.status, refusal.sentence)
    headers = [(b"content-type", problems.CONTENT_TYPE.encode())]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _workspace_of(scope: Scope) -> int:
    """Return the workspace that the reader may read; runs in a thread, since it asks Django."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"))
    close_old_connections()
    try:
        present = _present(headers)
        if present is None:
            raise Refused("Sign in, or send a token.", status=401)
        slug = query.get("workspace", [""])[0]
        return int(present.workspace(slug, Right.READ).pk)
    finally:
        close_old_connections()


def _present(headers: dict[str, str]) -> Present | None:
    kind, _, secret = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return member_of_token(secret.strip(), now=clock.now())
    cookie = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if cookie is None:
        return None
    number = SessionStore(cookie.value).get(SESSION_KEY)
    member = Member.objects.filter(pk=number, is_active=True).first() if number else None
    return present_of(member) if member else None
