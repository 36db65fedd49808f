"""Calls of Twitch's Helix API, and the other addresses that Twitch answers at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from palabre.connectors.calls import Answer, Call, bearer, error_of, send
from palabre.connectors.calls import date_of as time_of
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import note
from palabre.connectors.networks.twitch.limits import LIMITS
from palabre.connectors.reading import inner, objects, text_of

HOME = "https://api.twitch.tv"
SIGN_IN_HOME = "https://id.twitch.tv"
SOCKET = "wss://eventsub.wss.twitch.tv/ws"
IRC = "ircs://irc.chat.twitch.tv:6697"
VALIDATION_SECONDS, AGAIN_SECONDS = 3600.0, 60.0
BUSY = timedelta(seconds=2)
"""Twitch answers 409 when two bans of one person meet: the second is asked again."""


@dataclass(frozen=True, slots=True)
class Helix:
    """One call: where, the ids in its query, and its JSON."""

    method: str
    path: str
    query: Mapping[str, str]
    json: Mapping[str, Any] | None = None


async def call(client: httpx.AsyncClient, credentials: Credentials, asked: Helix) -> dict[str, Any]:
    """Ask Helix and return its object, an empty one for an empty body; `ConnectorError` if not."""
    answer = await send(
        client,
        Call(
            asked.method,
            f"{credentials.base_url.rstrip('/')}/helix{asked.path}",
            authorization(credentials),
            query=dict(asked.query) if asked.query else None,
            json=dict(asked.json) if asked.json is not None else None,
        ),
    )
    note(answer.headers, LIMITS[:1], time_of(answer.headers))
    if 200 <= answer.status < 300:
        return answer.body if isinstance(answer.body, dict) else {}
    raise refusal(answer)


def refusal(answer: Answer) -> ConnectorError:
    """Return what a refusal of Helix means: by its status, and 409 as a pause."""
    if answer.status == httpx.codes.CONFLICT:
        said = error_of(answer).detail
        return ConnectorError(Failure.TRY_AGAIN, "busy", detail=said, wait=BUSY)
    return error_of(answer, counted=LIMITS[:1])


def authorization(credentials: Credentials) -> dict[str, str]:
    """Return the headers that say who asks, and for which app."""
    return bearer(credentials) | {"Client-Id": credentials.secrets.get("client_id", "")}


def is_home(credentials: Credentials) -> bool:
    """Say whether the account is on Twitch itself, not on a twin or a simulator."""
    return credentials.base_url.rstrip("/") == HOME


def socket_address(credentials: Credentials) -> str:
    """Return where EventSub's socket is."""
    if is_home(credentials):
        return SOCKET
    base = urlsplit(credentials.base_url)
    scheme = "wss" if base.scheme == "https" else "ws"
    return f"{scheme}://{base.netloc}{base.path.rstrip('/')}/ws"


def irc_address(credentials: Credentials) -> str:
    """Return where the chat's IRC is; empty when this base has none."""
    return credentials.secrets.get("irc_address", "") or (IRC if is_home(credentials) else "")


async def validate(client: httpx.AsyncClient, credentials: Credentials) -> dict[str, Any]:
    """Ask whose token this is, for which app, with which permissions.

    Twitch wants programs to ask so when they begin and once an hour.
    """
    base = SIGN_IN_HOME if is_home(credentials) else credentials.base_url.rstrip("/")
    token = credentials.secrets.get("access_token", "")
    headers = {"Authorization": f"OAuth {token}"}
    answer = await send(client, Call("GET", f"{base}/oauth2/validate", headers))
    if answer.status != httpx.codes.OK:
        raise refusal(answer)
    return answer.body if isinstance(answer.body, dict) else {}


T = TypeVar("T")


async def validating(
    stream: AsyncIterator[T],
    credentials: Credentials,
    client: httpx.AsyncClient,
    *,
    every: float = VALIDATION_SECONDS,
) -> AsyncIterator[T]:
    """Give what a socket tells, and ask at its beginning and every hour whether the token is good.

    A token that is over raises `SIGN_IN_AGAIN`. Keepalives come often enough for this to be on
    time.
    """
    loop = asyncio.get_running_loop()
    due = 0.0
    async for heard in stream:
        if loop.time() >= due:
            try:
                await validate(client, credentials)
                due = loop.time() + every
            except ConnectorError as problem:
                if problem.failure == Failure.SIGN_IN_AGAIN:
                    raise
                due = loop.time() + AGAIN_SECONDS
        yield heard


def first(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first object of an answer's `data`, which may be a list or one object."""
    data = told.get("data")
    if isinstance(data, dict):
        return data
    return next(iter(objects(data)), {})


def user_of(event: Mapping[str, Any], prefix: str) -> tuple[str, str]:
    """Return the id and the shown name of somebody in an event."""
    found = dict(event)
    name = text_of(found.get(f"{prefix}_name")) or text_of(found.get(f"{prefix}_login"))
    return text_of(found.get(f"{prefix}_id")), name


def text_in(message: Any) -> str:
    """Return the words of a message: an object with a text, or of old the text itself."""
    return text_of(message) if not isinstance(message, dict) else text_of(message.get("text"))


def object_in(content: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return an object inside others."""
    for name in names:
        content = inner(content, name)
    return content
