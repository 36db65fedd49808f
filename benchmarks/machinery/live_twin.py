"""A live chat of thousands of messages a second: Twitch's socket and YouTube's stream, and calls.

A process of its own, so that what it costs is told apart. It says one line of JSON when it ends.
Run by benchmarks/live_chat.py: python -m benchmarks.machinery.live_twin PORT NETWORK RATE SECONDS
SHARE
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from benchmarks.machinery.texts import Texts

Json = dict[str, Any]
TICK = 0.005
AUTHORS = 20_000
POOL = 20_000
WARM, WARM_RATE = 3_000, 1_000.0
LONGEST = 80
"""Letters of a line, at most: people in a crowd write little."""
CHANNEL = "9000042"
RUDE = "espèce de c0nn4rd, vraiment, toi le {}e"
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
HEADERS = (
    "Content-Type: application/json\r\nRatelimit-Limit: 1000000\r\nRatelimit-Remaining: 999000\r\n"
)
"""Twitch gives 800 points a minute by default; 25 deletions a second take 1,500."""
STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b'Transfer-Encoding: chunked\r\n\r\ne\r\n[{"items": []}\r\n'
)
"""The beginning of YouTube's stream: an array that does not end."""


def stamp(at: float) -> str:
    """Return a time as both networks write it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


@dataclass
class Chat:
    """What is said, when it was due, and when what was done about it came back."""

    network: str
    rate: float
    seconds: float
    share: float
    texts: list[str] = field(default_factory=list)
    due: dict[str, float] = field(default_factory=dict)
    acts: dict[str, list[float]] = field(default_factory=dict)
    rude: set[str] = field(default_factory=set)
    begun: float = 0.0
    finished: float = 0.0
    socket: asyncio.StreamWriter | None = None
    """Where what is said goes, once the chat is followed."""

    def prepare(self) -> None:
        """Make the texts beforehand: inventing them is no part of the measure."""
        source = Texts()
        self.texts = [source.make()[:LONGEST] for _ in range(POOL)]

    async def speak(self) -> None:
        """Say everything at its pace; when it falls behind, it catches up and never waits less."""
        await self._speak(WARM, WARM + int(self.rate * self.seconds), self.rate, self.share)
        self.finished = time.perf_counter()

    async def warm_up(self) -> None:
        """Say a few thousand friendly messages first, which are counted and not measured."""
        await self._speak(0, WARM, WARM_RATE, 0.0)
        self.due.clear()

    async def _speak(self, first: int, last: int, rate: float, share: float) -> None:
        self.begun = time.perf_counter()
        number = first
        while number < last:
            until = min(last, first + int((time.perf_counter() - self.begun) * rate))
            self._say(range(number, until), first, rate, share)
            number = max(number, until)
            await asyncio.sleep(TICK)

    def _say(self, numbers: range, first: int, rate: float, share: float) -> None:
        every = int(1 / share) if share else 0
        items = []
        now = stamp(time.time())
        for number in numbers:
            id, text = f"m{number}", self.texts[number % POOL]
            if every and number % every == every // 2:
                self.rude.add(id)
                text = RUDE.format(number)
            self.due[id] = self.begun + (number - first) / rate
            items.append(self._write(id, str(number % AUTHORS), text, now))
        if items and self.socket is not None:
            is_stream = self.network == "youtube"
            told = pushed(items, numbers.stop) if is_stream else b"".join(map(frame, items))
            self.socket.write(told)

    def _write(self, id: str, author: str, text: str, now: str) -> bytes:
        if self.network == "youtube":
            item = {
                "id": id,
                "snippet": {
                    "type": "textMessageEvent", "liveChatId": "chat", "publishedAt": now,
                    "authorChannelId": author, "textMessageDetails": {"messageText": text},
                },
                "authorDetails": {"channelId": author, "displayName": f"Someone {author}"},
            }  # fmt: skip
            return msgspec.json.encode(item)
        return notification("channel.chat.message", now, id, {
            "chatter_user_id": author, "chatter_user_name": f"Someone {author}",
            "chatter_user_login": f"someone{author}", "message_id": id,
            "message": {"text": text, "fragments": [{"type": "text", "text": text}]},
            "message_type": "text", "badges": [], "color": "", "reply": None,
        })  # fmt: skip

    def take_act(self, id: str) -> None:
        """Note a deletion, and tell the chat of it as the network does."""
        self.acts.setdefault(id, []).append(time.perf_counter())
        if self.socket is None:
            return
        now = stamp(time.time())
        if self.network == "youtube":
            gone = {
                "type": "messageDeletedEvent", "liveChatId": "chat", "publishedAt": now,
                "messageDeletedDetails": {"deletedMessageId": id},
            }  # fmt: skip
            item = msgspec.json.encode({"id": f"d{id}", "snippet": gone})
            self.socket.write(pushed([item], len(self.due)))
        else:
            gone = {"message_id": id, "target_user_id": "", "target_user_name": ""}
            self.socket.write(
                frame(notification("channel.chat.message_delete", now, f"d{id}", gone))
            )

    def report(self) -> Json:
        """Return what became of it."""
        waits = [times[0] - self.due[id] for id, times in self.acts.items() if id in self.due]
        return {
            "said": len(self.due),
            "seconds": self.finished - self.begun,
            "rude": len(self.rude),
            "missed": len(self.rude - self.acts.keys()),
            "others": len(self.acts.keys() - self.rude),
            "twice": sum(len(times) > 1 for times in self.acts.values()),
            "waits": waits,
            "cpu": time.process_time(),
        }


def notification(type: str, now: str, id: str, event: Json) -> bytes:
    """Return a notification of EventSub's socket."""
    channel = {"broadcaster_user_id": CHANNEL, "broadcaster_user_name": "Channel"}
    return msgspec.json.encode({
        "metadata": {
            "message_id": f"n{id}", "message_type": "notification", "message_timestamp": now,
            "subscription_type": type, "subscription_version": "1",
        },
        "payload": {"subscription": {"type": type, "id": "s"}, "event": channel | event},
    })  # fmt: skip


def frame(body: bytes) -> bytes:
    """Return a text frame of a server (RFC 6455): short, or with its length in two bytes."""
    size = len(body)
    head = bytes((0x81, size)) if size < 126 else bytes((0x81, 126)) + size.to_bytes(2, "big")
    return head + body


def pushed(items: list[bytes], token: int) -> bytes:
    """Return an answer of YouTube's stream as a piece of an HTTP answer (RFC 9112, 7.1)."""
    body = b',{"nextPageToken":"%d","items":[%b]}\n' % (token, b",".join(items))
    return b"%x\r\n%b\r\n" % (len(body), body)


class Twin:
    """Answers what the desk asks of either network."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.is_over = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, _ = head.split(" ", 2)
                lines = (line.partition(":") for line in head.split("\r\n")[1:])
                headers = {name.lower(): value.strip() for name, _, value in lines}
                if headers.get("upgrade", "").lower() == "websocket":
                    await self._welcome(reader, writer, headers["sec-websocket-key"])
                    return
                await reader.readexactly(int(headers.get("content-length") or 0))
                if target.startswith("/youtube/v3/liveChat/messages/stream"):
                    writer.write(STREAM)
                    await self._follow(reader, writer)
                    return
                writer.write(self._answer(method, target))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _welcome(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str
    ) -> None:
        accept = base64.b64encode(hashlib.sha1(key.encode() + MAGIC).digest()).decode()  # noqa: S324
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        session = {"id": "session", "status": "connected", "keepalive_timeout_seconds": 30}
        metadata = {"message_type": "session_welcome", "message_id": "w"}
        told = {"metadata": metadata, "payload": {"session": session}}
        writer.write(frame(msgspec.json.encode(told)))
        await self._follow(reader, writer)

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell this connection what is said, until it is closed."""
        self.chat.socket = writer
        while await reader.read(65536):
            pass

    def _answer(self, method: str, target: str) -> bytes:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answering: Callable[[Json], Json] | None = {
            ("POST", "/helix/eventsub/subscriptions"): lambda _: {"data": [{}]},
            ("DELETE", "/helix/moderation/chat"): lambda asked: self._gone(asked["message_id"]),
            ("DELETE", "/youtube/v3/liveChat/messages"): lambda asked: self._gone(asked["id"]),
            ("GET", "/youtube/v3/liveBroadcasts"): lambda _: {
                "items": [{"id": "b", "snippet": {"liveChatId": "chat"}}]
            },
            ("POST", "/warm"): lambda _: self._begin(self.chat.warm_up()),
            ("POST", "/begin"): lambda _: self._begin(self.chat.speak()),
            ("GET", "/report"): lambda _: self.chat.report(),
            ("POST", "/end"): self._end,
        }.get((method, parts.path))
        return answer(msgspec.json.encode(answering(query) if answering else {"items": []}))

    def _gone(self, id: str) -> Json:
        self.chat.take_act(id)
        return {}

    def _begin(self, speaking: Coroutine[Any, Any, None]) -> Json:
        self._speaking = asyncio.create_task(speaking)
        return {}

    def _end(self, _: Json) -> Json:
        self.is_over.set()
        return {}


def answer(body: bytes) -> bytes:
    """Return an answer on a connection that stays open."""
    now = time.time()
    told = f"Date: {formatdate(now, usegmt=True)}\r\nRatelimit-Reset: {int(now) + 60}\r\n"
    head = f"HTTP/1.1 200 OK\r\n{HEADERS}{told}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main() -> None:
    """Serve until told to end."""
    port, network, rate, seconds, share = sys.argv[1:]
    chat = Chat(network, float(rate), float(seconds), float(share))
    chat.prepare()
    twin = Twin(chat)
    async with await asyncio.start_server(twin.serve, "127.0.0.1", int(port)):
        print("ready", flush=True)
        await twin.is_over.wait()


if __name__ == "__main__":
    asyncio.run(main())
