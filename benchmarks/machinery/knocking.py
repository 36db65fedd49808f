"""Signed webhooks sent over kept connections: at a steady rate, or as fast as they are taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from palabre.connectors.graph.signature import HEADER, sign


@dataclass(frozen=True, slots=True)
class Door:
    """Where webhooks go, and the secret that signs them."""

    port: int
    path: str
    secret: str


@dataclass(slots=True)
class Knocks:
    """What came of a round: seconds from the moment each was due until its answer."""

    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0


def make_requests(door: Door, bodies: Sequence[bytes]) -> list[bytes]:
    """Return whole signed HTTP requests, made before the clock starts."""
    requests = []
    for body in bodies:
        head = (
            f"POST {door.path} HTTP/1.1\r\nhost: 127.0.0.1:{door.port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
            f"{HEADER}: {sign(body, door.secret)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def knock(
    door: Door, bodies: Sequence[bytes], *, rate: float = 0.0, connections: int = 16
) -> Knocks:
    """Send every body; `rate` is a second, 0 for as fast as the connections can.

    At a rate, the time of an answer counts from the moment the webhook was due, so that a
    server that stalls cannot hide it by slowing the sender down.
    """
    return asyncio.run(_knock(door, make_requests(door, bodies), rate, connections))


async def _knock(door: Door, requests: list[bytes], rate: float, connections: int) -> Knocks:
    knocks = Knocks()
    waiting: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    senders = [asyncio.create_task(_send(door, waiting, knocks)) for _ in range(connections)]
    began = time.perf_counter()
    for number, request in enumerate(requests):
        if rate:
            due = began + number / rate
            pause = due - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            waiting.put_nowait((due, request))
        else:
            waiting.put_nowait((0.0, request))
    for _ in senders:
        waiting.put_nowait(None)
    await asyncio.gather(*senders)
    knocks.seconds = time.perf_counter() - began
    return knocks


async def _send(
    door: Door, waiting: asyncio.Queue[tuple[float, bytes] | None], knocks: Knocks
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    while (item := await waiting.get()) is not None:
        due, request = item
        due = due or time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lowered = head.lower()
        place = lowered.find(b"content-length:")
        if place >= 0:
            await reader.readexactly(int(lowered[place + 15 :].split(b"\r\n", 1)[0]))
        knocks.latencies.append(time.perf_counter() - due)
        if b" 200 " not in head[:16]:
            knocks.refused += 1
    writer.close()
    await writer.wait_closed()
