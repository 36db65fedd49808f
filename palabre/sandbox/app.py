"""The square as one web application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from palabre.sandbox import pages
from palabre.sandbox.chatter import chat
from palabre.sandbox.control.routes import routes
from palabre.sandbox.graph import routes as graph
from palabre.sandbox.networks import NETWORKS
from palabre.sandbox.settings import Settings
from palabre.sandbox.square import Square

REFRESH_SECONDS = 1.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Headers:
    """Adds to every answer the headers that keep a browser careful."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers when the answer starts."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def create_app(settings: Settings) -> Starlette:
    """Return the application; the square itself is at `app.state.square`."""
    square = Square(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        square.deliveries.open()
        tasks = [asyncio.create_task(_watch(square))]
        if settings.chatter:
            tasks.append(asyncio.create_task(chat(square)))
        try:
            yield
        finally:
            square.live.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await square.deliveries.close()
            square.journal.close()

    app = Starlette(
        routes=[
            Route("/", pages.show),
            *routes(),
            *graph.routes(),
            *(
                Mount(f"/{network.base}", routes=list(network.routes()))
                for network in NETWORKS.values()
                if network.routes()
            ),
            Mount("/square/assets", StaticFiles(directory=pages.HERE / "assets")),
        ],
        middleware=[Middleware(Headers)],
        lifespan=lifespan,
    )
    app.state.square = square
    return app


async def _watch(square: Square) -> None:
    """Notice a changed configuration even while nobody asks anything."""
    while True:
        square.refresh()
        await asyncio.sleep(REFRESH_SECONDS)
