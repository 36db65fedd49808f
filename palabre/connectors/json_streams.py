"""Reading a stream of JSON objects over HTTP, for networks that push so.

Source: Google's server-streaming methods told over REST: the answer is one JSON array whose
elements are sent as they come, and which ends when the connection does. Objects that follow each
other without an array (JSON lines) are read as well.
"""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from palabre.connectors.calls import Answer
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.reading import NOT_JSON

MOST_LETTERS = 16_000_000
"""An object longer than this is no object of ours."""
CONNECT_SECONDS = 10.0
BETWEEN = " \t\r\n,[]"
_decoder = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Opening:
    """Where to knock, and how long the stream may say nothing, in seconds."""

    address: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    silence: float


class NotOpened(Exception):  # noqa: N818 - it is an answer.
    """The network did not open the stream: its answer says why."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


async def read_objects(
    client: httpx.AsyncClient, opening: Opening
) -> AsyncIterator[list[dict[str, Any]]]:
    """Give the objects of a stream as they come, some at a time; first none, when it stands.

    Ends when the network ends it. `NotOpened` when it was not opened, `ConnectorError` when it was
    cut or is no JSON, `httpx.ReadTimeout` when it said nothing for too long.
    """
    timeout = httpx.Timeout(CONNECT_SECONDS, read=opening.silence)
    headers = {"Accept-Encoding": "identity"} | dict(opening.headers)
    try:
        async with client.stream(
            "GET", opening.address, headers=headers, params=opening.query, timeout=timeout
        ) as answer:
            if not answer.is_success:
                raise NotOpened(Answer(answer.status_code, answer.headers, await _body(answer)))
            yield []
            async for found in _objects(answer):
                yield found
    except httpx.ReadTimeout:
        raise
    except httpx.HTTPError as problem:
        raise ConnectorError(Failure.TRY_AGAIN, "cut", detail=repr(problem)[:300]) from problem


async def _body(answer: httpx.Response) -> Any:
    try:
        return msgspec.json.decode(await answer.aread())
    except NOT_JSON:
        return None


async def _objects(answer: httpx.Response) -> AsyncIterator[list[dict[str, Any]]]:
    decode = getincrementaldecoder("utf-8")("replace").decode
    waiting = ""
    async for part in answer.aiter_bytes():
        found, waiting = split(waiting + decode(part))
        if len(waiting) > MOST_LETTERS:
            raise ConnectorError(Failure.TRY_AGAIN, "cut", detail="An object is too large.")
        if found:
            yield found
    if waiting:
        detail = f"The stream ended within an object, or is not JSON: {waiting[:100]}"
        raise ConnectorError(Failure.TRY_AGAIN, "cut", detail=detail)


def split(text: str) -> tuple[list[dict[str, Any]], str]:
    """Return the whole objects of a text, and what is left of it: the beginning of the next."""
    found: list[dict[str, Any]] = []
    while text := text.lstrip(BETWEEN):
        try:
            value, end = _decoder.raw_decode(text)
        except ValueError:
            break
        if isinstance(value, dict):
            found.append(value)
        text = text[end:]
    return found, text
