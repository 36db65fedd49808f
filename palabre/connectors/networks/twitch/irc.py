"""The chat by IRC: a second way in, for when EventSub refuses us.

Source: RFC 1459, RFC 2812 (numerics), IRCv3 capability negotiation, Twitch's IRC documentation.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import Unreadable
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch.client import irc_address, validate
from palabre.connectors.networks.twitch.incoming import change_of
from palabre.connectors.networks.twitch.irc_lines import Line, notification_of, read_line
from palabre.connectors.reading import text_of
from palabre.connectors.sources import Heard

OPENING_SECONDS = 15.0
QUIET_SECONDS = 45.0
PONG_SECONDS = 20.0
LONGEST_LINE = 32_768
CAPABILITIES = "twitch.tv/tags twitch.tv/commands"
ENTERED = "366"
REFUSED = frozenset({"403", "405", "464", "465", "471", "473", "474", "475"})
WRONG_KEY = ("login authentication failed", "improperly formatted auth")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one sits in the chat: the server, the name and its key, the channel."""

    address: str
    nick: str
    password: str
    channel: str


class Connection:
    """One connection to an IRC server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, address: str) -> Connection:
        """Connect; `ircs` speaks TLS. `ConnectorError` when nobody answers."""
        parts = urlsplit(address)
        context = ssl.create_default_context() if parts.scheme == "ircs" else None
        opening = asyncio.open_connection(
            parts.hostname, parts.port or 6697, ssl=context, limit=LONGEST_LINE
        )
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                return cls(*await opening)
        except (OSError, TimeoutError) as problem:
            raise _cut(str(problem)) from problem

    async def say(self, line: str) -> None:
        """Send one line."""
        try:
            self._writer.write(f"{line}\r\n".encode())
            await self._writer.drain()
        except OSError as problem:
            raise _cut(str(problem)) from problem

    async def hear(self, seconds: float) -> Line:
        """Return the next line; TimeoutError after silence, `ConnectorError` when cut."""
        try:
            async with asyncio.timeout(seconds):
                heard = await self._reader.readline()
        except TimeoutError:
            raise
        except (OSError, ValueError) as problem:
            raise _cut(str(problem)) from problem
        if not heard.endswith(b"\n"):
            raise _cut("The server closed the connection.")
        return read_line(heard.decode(errors="replace"))

    async def close(self) -> None:
        """Leave."""
        self._writer.close()


async def listen(credentials: Credentials, client: httpx.AsyncClient) -> AsyncIterator[Heard]:
    """Give what the channel's own chat tells, read with the account's token."""
    login = text_of((await validate(client, credentials)).get("login")).lower()
    if not login:
        raise ConnectorError(Failure.REFUSED, "permission", detail="The token has no name.")
    token = credentials.secrets.get("access_token", "")
    seat = Seat(irc_address(credentials), login, f"oauth:{token}", f"#{login}")
    async for heard in follow(seat):
        yield heard


async def follow(seat: Seat) -> AsyncIterator[Heard]:
    """Sit down in a chat and give what is said, heartbeats included, until it is cut."""
    connection = await Connection.open(seat.address)
    try:
        await _enter(connection, seat)
        yield Heard()
        while True:
            line = await _next(connection)
            told = notification_of(line)
            yield _heard(told) if told is not None else Heard()
    finally:
        await connection.close()


async def _enter(connection: Connection, seat: Seat) -> None:
    """Say who we are and join; the server may have other capabilities than Twitch."""
    await connection.say(f"CAP REQ :{CAPABILITIES}")
    await connection.say(f"PASS {seat.password}")
    await connection.say(f"NICK {seat.nick}")
    await connection.say(f"USER {seat.nick} 0 * :{seat.nick}")
    try:
        async with asyncio.timeout(OPENING_SECONDS):
            while (line := await _next(connection)).command != ENTERED:
                if line.command == "CAP" and "END" not in line.parameters:
                    await connection.say("CAP END")
                if line.command == "001":
                    await connection.say(f"JOIN {seat.channel}")
    except TimeoutError as problem:
        raise _cut("The server did not let us in.") from problem


async def _next(connection: Connection) -> Line:
    """Return the next line; pings are answered, and a silent server is asked whether it lives."""
    try:
        line = await connection.hear(QUIET_SECONDS)
    except TimeoutError:
        await connection.say("PING :palabre")
        try:
            line = await connection.hear(PONG_SECONDS)
        except TimeoutError as problem:
            raise ConnectorError(Failure.TRY_AGAIN, "silent") from problem
    if line.command == "PING":
        await connection.say(f"PONG :{line.last}")
    _check(line)
    return line


def _check(line: Line) -> None:
    """Raise when the server sends us away, or does not know us."""
    if line.command == "RECONNECT":
        raise _cut("The server asks us to come again.")
    if line.command == "ERROR":
        raise _cut(line.last[:300])
    if line.command in REFUSED:
        raise ConnectorError(Failure.REFUSED, "permission", detail=line.last[:300])
    if line.command == "NOTICE" and line.last.lower().startswith(WRONG_KEY):
        raise ConnectorError(
            Failure.SIGN_IN_AGAIN, "token", detail=line.last[:300], whole_account=True
        )


def _heard(told: bytes) -> Heard:
    try:
        return Heard([change_of(told)])
    except Unreadable:
        return Heard()


def _cut(detail: str) -> ConnectorError:
    return ConnectorError(Failure.TRY_AGAIN, "cut", detail=detail[:300])
