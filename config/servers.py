"""The entry points of the servers: one ASGI application over plain doors and Django.

Webhooks and the event stream are plain ASGI; pages and the API are Django under WSGI in a
few threads, which costs a ninth of Django under ASGI.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import django
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
DJANGO_THREADS = 6


def program_address() -> str:
    """Return the program's address of the database, as libpq reads it."""
    from psycopg.conninfo import make_conninfo

    database = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    values = {name: database[key] for name, key in names.items() if database[key]}
    port = {"port": str(database["PORT"])} if database["PORT"] else {}
    return make_conninfo(**values, **port, application_name="palabre")


class Desk:
    """The desk's one application."""

    def __init__(self) -> None:
        django.setup()
        from palabre.api.event_stream import EventStream
        from palabre.channels.doors.hooks import Hooks
        from palabre.channels.doors.keys import Doors
        from palabre.channels.doors.writer import LedgerWriter

        address = program_address()
        self._writer = LedgerWriter(address)
        self._hooks = Hooks(Doors(address, settings.DATA), self._writer)
        self._stream = EventStream(address)
        self._pages = WSGIMiddleware(cast(Any, get_wsgi_application()), workers=DJANGO_THREADS)
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a request to the application it is for."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.startswith("/hooks/"):
            await self._hooks(scope, receive, send)
        elif path == "/health":
            await self._health(send)
        elif path == "/api/v1/events":
            await self._stream(scope, receive, send)
        else:
            await self._pages(cast(Any, scope), cast(Any, receive), cast(Any, send))

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                self._tasks = [
                    asyncio.create_task(self._writer.run()),
                    asyncio.create_task(self._stream.run()),
                ]
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                for task in self._tasks:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _health(self, send: Send) -> None:
        """Answer 200 once events can be made safe."""
        is_ready = self._writer.is_ready
        body = json.dumps({"status": "ready" if is_ready else "starting"}).encode()
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        status = 200 if is_ready else 503
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
