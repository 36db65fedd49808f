"""A live chat pushed down a connection, as `liveChatMessages.streamList` does.

The answer is one JSON array that ends with the connection; its elements are sent as they come.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response, StreamingResponse

from palabre.sandbox import facts
from palabre.sandbox.door import Knock
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.networks.youtube import entities
from palabre.sandbox.networks.youtube.calls import LARGEST_LIVE_PAGE, live_after

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
News = tuple[int, Json] | None
"""What happened, with the message's number, 0 for what has none; None ends the stream."""
LOOK_SECONDS = 1.0
MOST_WAITING = 10_000


class Streams:
    """The connections that follow a live chat."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._open: defaultdict[str, set[asyncio.Queue[News]]] = defaultdict(set)

    def open(self, knock: Knock) -> Response:
        """Open a stream from a token on; refuse what is not on air."""
        first = live_after(knock, LARGEST_LIVE_PAGE)
        return StreamingResponse(self._follow(knock, first), media_type="application/json")

    async def _follow(self, knock: Knock, first: Json) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[News] = asyncio.Queue(MOST_WAITING)
        chat = knock.text("liveChatId")
        self._open[chat].add(queue)
        try:
            yield b"[" + msgspec.json.encode(first)
            last = int(first["nextPageToken"])
            while not knock.square.live.is_closed:
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        news = [await queue.get()]
                except TimeoutError:
                    continue
                while not queue.empty():
                    news.append(queue.get_nowait())
                found = [one for one in news if one is not None and (not one[0] or one[0] > last)]
                last = max([last, *(number for number, _ in found)])
                told = {"nextPageToken": str(last), "items": [item for _, item in found]}
                if found:
                    yield b",\n" + msgspec.json.encode(told)
                if None in news:
                    yield b"]"
                    return
        finally:
            self._open[chat].discard(queue)

    def cut(self, chat: str) -> int:
        """End the streams of a chat, as a server that restarts does; return how many."""
        self._tell(chat, None)
        return len(self._open[chat])

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Push what is said and deleted in a chat that somebody follows."""
        if not isinstance(fact, facts.CommentWritten | facts.CommentDeleted):
            return
        item = square.world.comments.get(fact.id)
        if item is None or item.post not in self._open:
            return
        if isinstance(fact, facts.CommentWritten):
            self._tell(item.post, (item.number, entities.live_message(item)))
        else:
            self._tell(item.post, (0, entities.live_removal(item, fact.at)))

    def _tell(self, chat: str, news: News) -> None:
        for queue in self._open[chat]:
            if not queue.full():
                queue.put_nowait(news)
