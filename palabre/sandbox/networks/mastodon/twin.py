"""A Mastodon server on the square: names, what it pushes, and its addresses."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from palabre.sandbox import facts
from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.mastodon import entities, reading, writing
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

WINDOW, CAPACITY = 300, 300
HEARTBEAT_SECONDS = 10.0
MOST_WAITING = 10_000
SENTENCES: Mapping[Trouble, tuple[int, str]] = {
    Trouble.NO_TOKEN: (401, "The access token is invalid"),
    Trouble.BAD_TOKEN: (401, "The access token is invalid"),
    Trouble.EXPIRED: (401, "The access token was revoked"),
    Trouble.LIMITED: (429, "Too many requests"),
    Trouble.DOWN: (503, "Remote data could not be fetched"),
    Trouble.BROKEN: (500, "Internal server error"),
}
Queue = asyncio.Queue["str | None"]


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Mastodon's words."""
    status, sentence = SENTENCES[bad.trouble]
    resets = entities.moment(time.time() + bad.wait)
    limits = {
        "X-RateLimit-Limit": str(CAPACITY),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": resets,
    }
    return Refusal(status, {"error": sentence}, limits if status == 429 else None)


class Mastodon(Network):
    """Mastodon: the same API whatever the server."""

    name = "mastodon"
    title = "Mastodon"
    base = "mastodon"

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._streams: defaultdict[str, set[Queue]] = defaultdict(set)
        self._calls: dict[str, tuple[float, int]] = {}
        self._door = Door(self.name, refuse, self._limits)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/oauth/authorize",
            token="/oauth/token",  # noqa: S106 - an address
            register="/api/v1/apps",
            revoke="/oauth/revoke",
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a number of 18 digits, as text."""
        return f"11{number:016d}"

    def message_id(self, number: int) -> str:
        """Return a number of 18 digits, as text: messages are statuses too."""
        return f"11{number:016d}"

    def _limits(self, square: Square, account: Account) -> Mapping[str, str]:
        """Count a call, and tell how many are left in the window."""
        now = time.time()
        since, count = self._calls.get(account.key, (now, 0))
        if now - since >= WINDOW:
            since, count = now, 0
        self._calls[account.key] = (since, count + 1)
        return {
            "X-RateLimit-Limit": str(CAPACITY),
            "X-RateLimit-Remaining": str(max(0, CAPACITY - count - 1)),
            "X-RateLimit-Reset": entities.moment(since + WINDOW),
        }

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of the server."""
        table = (*reading.TABLE, *writing.TABLE)
        calls = [self._door.route(method, path, answer) for method, path, answer in table]
        stream = Route("/api/v1/streaming/user", self._stream, methods=["GET"])
        instance = Route("/api/v2/instance", reading.instance, methods=["GET"])
        return [*self._sign_in.routes(), instance, stream, *calls]

    async def _stream(self, request: Request) -> Response:
        square: Square = request.app.state.square
        square.refresh()
        try:
            account = self._door.account_of(square, request)
        except Refusal as refusal:
            return Response(msgspec.json.encode(refusal.body), refusal.status)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._follow(square, account), headers=headers, media_type="text/event-stream"
        )

    async def _follow(self, square: Square, account: Account) -> AsyncIterator[bytes]:
        queue: Queue = asyncio.Queue(MOST_WAITING)
        self._streams[account.key].add(queue)
        try:
            yield b":)\n\n"
            while not square.live.is_closed:
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        event = await queue.get()
                except TimeoutError:
                    yield b":thump\n\n"
                    continue
                if event is None:
                    return
                yield event.encode()
        finally:
            self._streams[account.key].discard(queue)

    def cut(self, account: Account, *, move_to: str = "") -> int:
        """End the streams of an account, as a server that restarts does."""
        for queue in self._streams[account.key]:
            queue.put_nowait(None)
        return len(self._streams[account.key])

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Push what happens down the streams of its account."""
        told = self._event(square, fact)
        if told is None:
            return
        account, name, data = told
        for queue in self._streams[account.key]:
            if not queue.full():
                queue.put_nowait(f"event: {name}\ndata: {data}\n\n")

    def _event(self, square: Square, fact: AnyFact) -> tuple[Account, str, str] | None:
        account = self._account_of(square, fact)
        if account is None or not self._streams.get(account.key):
            return None
        if isinstance(fact, facts.MessageSent):
            talk = square.world.conversations[account.key, fact.person.id]
            status = entities.status_of_message(account, talk, talk.messages[-1])
            if fact.from_brand:
                return account, "conversation", _json(entities.conversation(account, talk))
            return account, "notification", _json(entities.mention(fact.number, fact.at, status))
        comment = square.world.comments.get(fact.id)  # type: ignore[union-attr]
        if comment is None:
            return None
        if isinstance(fact, facts.CommentDeleted):
            return account, "delete", comment.id
        status = entities.status_of_comment(square, account, comment)
        if isinstance(fact, facts.CommentEdited):
            return account, "status.update", _json(status)
        if comment.author.id == account.page_id:
            return account, "update", _json(status)
        told = entities.mention(comment.number, comment.at, status)
        return account, "notification", _json(told)

    def _account_of(self, square: Square, fact: AnyFact) -> Account | None:
        """Return the account of a fact that this network tells of."""
        if isinstance(fact, facts.CommentWritten | facts.MessageSent):
            key = fact.account
        elif isinstance(fact, facts.CommentEdited | facts.CommentDeleted):
            comment = square.world.comments.get(fact.id)
            key = comment.account if comment is not None else ""
        else:
            return None
        account = square.configuration.accounts.get(key)
        return account if account is not None and account.network == self.name else None


def _json(told: Any) -> str:
    return msgspec.json.encode(told).decode()
