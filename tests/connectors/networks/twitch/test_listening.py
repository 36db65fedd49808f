"""EventSub's socket, against a server that says what Twitch says."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch import eventsub, subscriptions
from palabre.connectors.sources import Heard
from tests.connectors.networks.twitch.probe import notification

Script = Callable[[ServerConnection], Awaitable[None]]
SECRETS = {"access_token": "token", "client_id": "app"}


def frame(kind: str, **session: Any) -> str:
    """Return a message about the session."""
    return json.dumps({"metadata": {"message_type": kind}, "payload": {"session": session}})


def said(id: str) -> str:
    """Return a chat message."""
    event = {"broadcaster_user_id": "42", "message_id": id, "message": {"text": id}}
    body = json.loads(notification("channel.chat.message", event))
    body["metadata"] = {"message_type": "notification"} | body["metadata"]
    return json.dumps(body)


@asynccontextmanager
async def server(*scripts: Script) -> AsyncIterator[tuple[Server, str]]:
    """Run a server that plays one script for each connection; give its base address."""
    left = list(scripts)

    async def play(socket: ServerConnection) -> None:
        await left.pop(0)(socket)

    async with serve(play, "127.0.0.1", 0) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        yield running, f"http://127.0.0.1:{port}"


def hear(*scripts: Script, fails: int = 0) -> tuple[list[str], ConnectorError | None, list[str]]:
    """Listen to a server; return the ids heard, how it ended, and what was subscribed to.

    The first `fails` wishes to subscribe meet a server that is down.
    """
    asked: list[str] = []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content)["transport"]["session_id"])
        return httpx.Response(503 if len(asked) <= fails else 202, json={"data": []})

    async def listen() -> tuple[list[str], ConnectorError | None]:
        heard: list[str] = []
        async with server(*scripts) as (_, base):
            credentials = Credentials("42", SECRETS, base)
            async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
                try:
                    async for one in eventsub.listen(credentials, client):
                        heard += _ids(one)
                except ConnectorError as problem:
                    return heard, problem
        return heard, None

    heard, problem = asyncio.run(listen())
    return heard, problem, asked


def _ids(heard: Heard) -> list[str]:
    payloads = [json.loads(change.body)["payload"] for change in heard.changes]
    return [one["event"]["message_id"] if one else "" for one in payloads]


async def welcome(socket: ServerConnection, id: str = "s1", seconds: int = 10) -> None:
    """Say hello."""
    await socket.send(frame("session_welcome", id=id, keepalive_timeout_seconds=seconds))


def test_the_session_is_subscribed_and_its_messages_are_heard_until_it_is_cut() -> None:
    async def script(socket: ServerConnection) -> None:
        await welcome(socket)
        await socket.send(frame("session_keepalive"))
        await socket.send(said("a"))
        await socket.send(said("b"))
        await socket.close(4000)

    heard, problem, asked = hear(script)
    assert heard == ["a", "b"]
    assert set(asked) == {"s1"}
    assert problem is not None
    assert (problem.failure, problem.reason) == (Failure.TRY_AGAIN, "cut")


def test_a_move_loses_nothing_and_needs_no_new_subscription() -> None:
    async def old(socket: ServerConnection) -> None:
        await welcome(socket, "s1")
        await socket.send(said("a"))
        host, port = socket.local_address[:2]
        there = f"ws://{host}:{port}/ws?moved"
        await socket.send(frame("session_reconnect", id="s1", reconnect_url=there))
        await socket.send(said("b"))
        await socket.wait_closed()

    async def new(socket: ServerConnection) -> None:
        await welcome(socket, "s1")
        await socket.send(said("c"))
        await asyncio.sleep(0.1)
        await socket.close()

    heard, _, asked = hear(old, new)
    assert heard == ["a", "b", "c"]
    assert len(asked) == len(set(asked)) * 8


@pytest.mark.parametrize(("fails", "reason"), [(8, "cut"), (9, "network_down")])
def test_a_subscription_that_fails_for_a_moment_is_asked_for_once_more(
    fails: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "A_MOMENT", 0.01)

    async def script(socket: ServerConnection) -> None:
        await welcome(socket)
        await asyncio.sleep(0.2)
        await socket.close()

    _, problem, asked = hear(script, fails=fails)
    assert problem is not None
    assert problem.reason == reason
    assert len(asked) == 16 or reason == "network_down", "Each was asked for twice."


def test_a_socket_that_goes_on_after_a_move_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventsub, "LONGEST_LAST_WORDS_SECONDS", 0.3)

    async def old(socket: ServerConnection) -> None:
        await welcome(socket, "s1")
        host, port = socket.local_address[:2]
        there = f"ws://{host}:{port}/ws?moved"
        await socket.send(frame("session_reconnect", id="s1", reconnect_url=there))
        with contextlib.suppress(ConnectionClosed):
            while True:
                await socket.send(said("a"))
                await asyncio.sleep(0.01)

    async def new(socket: ServerConnection) -> None:
        await welcome(socket, "s1")
        await socket.send(said("c"))
        await asyncio.sleep(1)
        await socket.close()

    heard, _, _ = hear(old, new)
    assert heard[-1] == "c"
    assert set(heard[:-1]) == {"a"}


@pytest.mark.parametrize("there", ["wss://evil.example/ws", "http://127.0.0.1/ws", "", "ws://[x"])
def test_a_move_to_somebody_else_is_not_followed(there: str) -> None:
    async def script(socket: ServerConnection) -> None:
        await welcome(socket)
        await socket.send(frame("session_reconnect", reconnect_url=there))
        await socket.wait_closed()

    _, problem, _ = hear(script)
    assert problem is not None
    assert problem.reason == "cut"


def test_a_revoked_sign_in_stops_the_account() -> None:
    async def script(socket: ServerConnection) -> None:
        await welcome(socket)
        taken = {"status": "authorization_revoked", "type": "channel.chat.message"}
        told = {"metadata": {"message_type": "revocation"}, "payload": {"subscription": taken}}
        await socket.send(json.dumps(told))
        await socket.wait_closed()

    _, problem, _ = hear(script)
    assert problem is not None
    assert (problem.failure, problem.whole_account) == (Failure.SIGN_IN_AGAIN, True)


@pytest.mark.parametrize("first", ["{}", "[", frame("session_keepalive")])
def test_a_server_that_does_not_welcome_is_left(first: str) -> None:
    async def script(socket: ServerConnection) -> None:
        await socket.send(first)
        await socket.wait_closed()

    _, problem, asked = hear(script)
    assert problem is not None
    assert (problem.failure, asked) == (Failure.TRY_AGAIN, [])


def test_a_silent_session_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventsub, "SLACK_SECONDS", 0.05)

    async def script(socket: ServerConnection) -> None:
        await welcome(socket, seconds=0)
        await socket.wait_closed()

    _, problem, _ = hear(script)
    assert problem is not None
    assert problem.reason == "silent"


def test_what_is_no_notification_is_passed_over() -> None:
    async def script(socket: ServerConnection) -> None:
        await welcome(socket)
        await socket.send(json.dumps({"metadata": {"message_type": "hologram"}, "payload": 7}))
        await socket.send('{"metadata": {"message_type": "notification"}, "payload": []}')
        await socket.send(said("a"))
        await socket.close()

    heard, _, _ = hear(script)
    assert heard == ["", "a"]
