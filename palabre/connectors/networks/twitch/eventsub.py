"""Listening to a channel by EventSub's socket.

Source: Twitch's EventSub documentation, WebSocket events: welcome, subscriptions within ten
seconds, keepalives, `session_reconnect` with another address, close codes. A socket that was cut
is told nothing of what it missed. Nothing may be sent to it but pongs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import Unreadable
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch.client import object_in, socket_address
from palabre.connectors.networks.twitch.incoming import change_of
from palabre.connectors.networks.twitch.subscriptions import CHAT, subscribe
from palabre.connectors.reading import inner, read_object, text_of
from palabre.connectors.sources import Heard

OPENING_SECONDS = 10.0
LAST_WORDS_SECONDS, LONGEST_LAST_WORDS_SECONDS = 0.5, 3.0
KEEPALIVE_SECONDS = 30
SLACK_SECONDS = 10.0
LARGEST = 1_000_000
MOST_WAITING = 2_000
NOTIFICATION = b'"notification"'


class Session:
    """One socket that has been welcomed."""

    def __init__(self, socket: ClientConnection, welcome: dict[str, Any]) -> None:
        self.socket = socket
        told = object_in(welcome, "payload", "session")
        self.id = text_of(told.get("id"))
        seconds = told.get("keepalive_timeout_seconds")
        self._heard_at = 0.0
        self._is_silent = False
        self.silence = (seconds if isinstance(seconds, int) else KEEPALIVE_SECONDS) + SLACK_SECONDS

    @classmethod
    async def open(cls, address: str) -> Session:
        """Connect and wait for the welcome; `ConnectorError` when it does not come."""
        try:
            socket = await connect(
                address,
                open_timeout=OPENING_SECONDS,
                ping_interval=None,
                max_size=LARGEST,
                max_queue=MOST_WAITING,
                close_timeout=1,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, ConnectionClosed) as problem:
            raise _cut(problem) from problem
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                welcome = read_object(_bytes(await socket.recv()))
            if _type(welcome) != "session_welcome":
                raise ConnectorError(Failure.TRY_AGAIN, "cut", detail="There was no welcome.")
        except (TimeoutError, ConnectionClosed, Unreadable) as problem:
            await socket.close()
            raise _cut(problem) from problem
        return cls(socket, welcome)

    async def hear(self) -> bytes:
        """Return the next message; `ConnectorError` when cut."""
        try:
            message = _bytes(await self.socket.recv())
        except ConnectionClosed as problem:
            if self._is_silent:
                raise ConnectorError(Failure.TRY_AGAIN, "silent") from problem
            raise _cut(problem) from problem
        self._heard_at = asyncio.get_running_loop().time()
        return message

    async def watch(self) -> None:
        """Close the socket when it has been silent for too long.

        A clock for each message would cost a busy chat more than the messages do.
        """
        loop = asyncio.get_running_loop()
        self._heard_at = loop.time()
        while (left := self._heard_at + self.silence - loop.time()) > 0:
            await asyncio.sleep(left)
        self._is_silent = True
        await self.socket.close()


async def listen(credentials: Credentials, client: httpx.AsyncClient) -> AsyncIterator[Heard]:
    """Give what the channel's chat tells, until the socket is cut."""
    address = socket_address(credentials)
    session = await Session.open(f"{address}?keepalive_timeout_seconds={KEEPALIVE_SECONDS}")
    watching: asyncio.Task[None] | None = None
    try:
        transport = {"method": "websocket", "session_id": session.id}
        await subscribe(transport, credentials, client)
        yield Heard()
        watching = asyncio.create_task(session.watch())
        while True:
            body = await session.hear()
            if NOTIFICATION in body[:400]:
                yield _heard(body)
                continue
            content = _content(body)
            _check_revocation(content)
            if _type(content) == "session_reconnect":
                session, before = await _move(session, content, address), session
                watching.cancel()
                watching = asyncio.create_task(session.watch())
                async for last in _last_words(before):
                    yield last
            yield Heard()
    finally:
        if watching is not None:
            watching.cancel()
        await session.socket.close()


def _heard(body: bytes) -> Heard:
    """Return a notification as heard; what cannot be read is kept, for the dead letters."""
    try:
        return Heard([change_of(body)])
    except Unreadable:
        return Heard()


async def _move(session: Session, content: dict[str, Any], address: str) -> Session:
    """Open the address that Twitch moves us to; subscriptions move along by themselves."""
    there = text_of(object_in(content, "payload", "session").get("reconnect_url"))
    if not _is_same_house(there, address):
        raise ConnectorError(Failure.TRY_AGAIN, "cut", detail="Sent to a strange address.")
    return await Session.open(there)


def _is_same_house(there: str, here: str) -> bool:
    """Say whether another address belongs to whom we speak with."""
    try:
        new, old = urlsplit(there), urlsplit(here)
    except ValueError:
        return False
    old_host, new_host = old.hostname or "", new.hostname or ""
    is_twitch = old_host.endswith(".twitch.tv") and new_host.endswith(".twitch.tv")
    return new.scheme == old.scheme and (is_twitch or new.netloc == old.netloc)


async def _last_words(before: Session) -> AsyncIterator[Heard]:
    """Give what the old socket still has to tell, and close it; one that goes on is left."""
    now = asyncio.get_running_loop().time
    end = now() + LONGEST_LAST_WORDS_SECONDS
    try:
        while True:
            async with asyncio.timeout_at(min(now() + LAST_WORDS_SECONDS, end)):
                body = await before.hear()
            if NOTIFICATION in body[:400]:
                yield _heard(body)
    except (TimeoutError, ConnectorError):
        pass
    finally:
        await before.socket.close()


def _check_revocation(content: dict[str, Any]) -> None:
    """Raise when Twitch has taken back what we listen to: the token, or the chat."""
    if _type(content) != "revocation":
        return
    taken = object_in(content, "payload", "subscription")
    status = text_of(taken.get("status"))
    if status == "authorization_revoked":
        raise ConnectorError(
            Failure.SIGN_IN_AGAIN, "token", detail="The sign-in was revoked.", whole_account=True
        )
    if text_of(taken.get("type")) == CHAT:
        raise ConnectorError(Failure.TRY_AGAIN, "cut", detail=status[:100])


def _content(body: bytes) -> dict[str, Any]:
    try:
        return read_object(body)
    except Unreadable as problem:
        raise _cut(problem) from problem


def _type(content: dict[str, Any]) -> str:
    return text_of(inner(content, "metadata").get("message_type"))


def _bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message


def _cut(problem: BaseException) -> ConnectorError:
    return ConnectorError(Failure.TRY_AGAIN, "cut", detail=str(problem)[:300])
