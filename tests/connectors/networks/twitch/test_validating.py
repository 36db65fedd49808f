"""Whether a token is still good is asked at the beginning and every hour, as Twitch wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch.client import validating
from palabre.connectors.sources import Heard
from tests.machinery.twin_calls import TwinCalls


class Counting(httpx.AsyncBaseTransport):
    """Passes calls on and counts them."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.paths = inner, list[str]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        return await self.inner.handle_async_request(request)


async def keepalives(count: int) -> AsyncIterator[Heard]:
    """Give heartbeats, as a quiet socket does."""
    for _ in range(count):
        yield Heard()
        await asyncio.sleep(0)


def listen(twin: TwinCalls, *, every: float, count: int = 3) -> list[Heard]:
    """Listen to some heartbeats."""

    async def run() -> list[Heard]:
        async with httpx.AsyncClient(transport=twin.transport) as client:
            stream = validating(keepalives(count), twin.credentials, client, every=every)
            return [heard async for heard in stream]

    return asyncio.run(run())


@pytest.mark.parametrize(("every", "asked"), [(3600.0, 1), (0.0, 3)])
def test_the_token_is_validated_at_the_beginning_and_then_when_it_is_time(
    tmp_path: Path, every: float, asked: int
) -> None:
    twin = TwinCalls("twitch", tmp_path, page="42", wrap=Counting)
    assert len(listen(twin, every=every)) == 3
    assert isinstance(twin.transport, Counting)
    assert twin.transport.paths == ["/twitch/oauth2/validate"] * asked


def test_a_token_that_is_over_ends_the_listening_and_asks_for_a_sign_in(tmp_path: Path) -> None:
    twin = TwinCalls("twitch", tmp_path, page="42")
    twin.square.change_faults("brand", {"token_expired": True})
    with pytest.raises(ConnectorError) as found:
        listen(twin, every=3600.0)
    assert found.value.failure == Failure.SIGN_IN_AGAIN
