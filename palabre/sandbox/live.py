"""What happens, told at once to every open page of the square."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec

GATHER_SECONDS = 0.15
MOST_AT_ONCE = 100
HEARTBEAT_SECONDS = 15.0

News = dict[str, Any]


class Live:
    """The listeners. Who cannot follow is told to read everything again."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._listeners: set[asyncio.Queue[News | None]] = set()
        self._closed = False

    @property
    def has_listeners(self) -> bool:
        """Return whether anybody would hear."""
        return bool(self._listeners)

    @property
    def is_closed(self) -> bool:
        """Return whether the square is stopping."""
        return self._closed

    def tell(self, news: News) -> None:
        """Tell every listener. A full queue holds enough to know that too much happened."""
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(news)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[bytes]:
        """Give server-sent events: a JSON list of news, or `refresh` when there was too much."""
        queue: asyncio.Queue[News | None] = asyncio.Queue(MOST_AT_ONCE)
        self._listeners.add(queue)
        try:
            yield b"retry: 1000\n: welcome\n\n"
            while not self._closed:
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        first = await queue.get()
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if first is None:
                    return
                await asyncio.sleep(GATHER_SECONDS)
                yield _event(_gather(first, queue))
        finally:
            self._listeners.discard(queue)


def _gather(first: News, queue: asyncio.Queue[News | None]) -> list[News] | None:
    """Return the news that wait, None when they are too many to follow one by one."""
    overflow = queue.full()
    news = [first]
    while not queue.empty():
        item = queue.get_nowait()
        if item is not None:
            news.append(item)
    return None if overflow else news


def _event(news: list[News] | None) -> bytes:
    if news is None:
        return b"event: refresh\ndata: {}\n\n"
    return b"event: news\ndata: " + msgspec.json.encode(news) + b"\n\n"
