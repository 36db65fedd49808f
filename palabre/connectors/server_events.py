"""Reading a stream of server-sent events over HTTP, for networks that speak so.

Source: the HTML standard, chapter 9.2: lines of `event:` and `data:`, an empty line ends an event,
a line that begins with a colon is a heartbeat.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import httpx

from palabre.connectors.calls import Answer, error_of
from palabre.connectors.failures import ConnectorError, Failure

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Event:
    """One event. A heartbeat, and the beginning of the stream, have neither name nor data."""

    name: str = ""
    data: str = ""
    id: str = ""


async def read_events(
    client: httpx.AsyncClient, address: str, headers: Mapping[str, str], *, silence: float
) -> AsyncIterator[Event]:
    """Give the events of a stream, an empty one first, when it stands; `ConnectorError` if cut."""
    timeout = httpx.Timeout(10.0, read=silence)
    told = {"Accept": "text/event-stream", "Cache-Control": "no-store"} | dict(headers)
    try:
        async with client.stream("GET", address, headers=told, timeout=timeout) as answer:
            if not answer.is_success:
                await answer.aread()
                raise error_of(Answer(answer.status_code, answer.headers, None))
            yield Event()
            async for event in _events(answer):
                yield event
    except httpx.HTTPError as problem:
        raise ConnectorError(Failure.TRY_AGAIN, "cut", detail=repr(problem)[:300]) from problem


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, list[str]] = {}
    size = 0
    async for line in answer.aiter_lines():
        size += len(line)
        if size > MOST_BYTES:
            raise ConnectorError(Failure.TRY_AGAIN, "cut", detail="An event is too large.")
        if line.startswith(":"):
            yield Event()
        elif line:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value.removeprefix(" "))
        elif fields:
            event = Event(*(("\n").join(fields.get(one, [])) for one in ("event", "data", "id")))
            fields, size = {}, 0
            yield event
        else:
            size = 0
