"""EventSub's sockets on the square: welcomed, subscribed, kept alive, moved and cut."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from palabre.sandbox.networks.twitch.events import Json, frame, moment

KEEPALIVE_SECONDS = 10
UNUSED_SECONDS = 10.0
UNUSED_CODE = 4003
INBOUND_CODE = 4001
MOST_WAITING = 10_000


class Session:
    """One socket: what it has subscribed to, and what waits to be sent."""

    def __init__(self) -> None:
        self.id = secrets.token_urlsafe(20)
        self.account = ""
        self.types: set[str] = set()
        self.queue: asyncio.Queue[Json | None] = asyncio.Queue(MOST_WAITING)

    def tell(self, told: Json | None) -> None:
        """Let a message be sent; None ends the socket. Who cannot follow misses it."""
        if not self.queue.full():
            self.queue.put_nowait(told)


class Sessions:
    """All sockets of the twin."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}

    def find(self, id: str) -> Session | None:
        """Return the session with this id, while its socket is open."""
        return self._open.get(id)

    def tell(self, account: str, type: str, event: Json) -> None:
        """Push an event to the sockets of its account that asked for its type."""
        for session in self._open.values():
            if session.account == account and type in session.types:
                payload = {"subscription": _subscription(type, session), "event": event}
                session.tell(frame("notification", payload, at=time.time(), type=type))

    def cut(self, account: str, move_to: str) -> int:
        """End the sockets of an account, or ask them to come to another address; return how many.

        Twitch does either now and then.
        """
        found = [session for session in self._open.values() if session.account == account]
        for session in found:
            if not move_to:
                session.tell(None)
                continue
            told = _about(session, "reconnecting") | {
                "reconnect_url": f"{move_to}?moved={session.id}"
            }
            session.tell(frame("session_reconnect", {"session": told}, at=time.time()))
        return len(found)

    async def serve(self, socket: WebSocket) -> None:
        """Speak with one socket until it is over."""
        await socket.accept()
        session = Session()
        before = self._open.get(socket.query_params.get("moved", ""))
        if before is not None:
            session.account, session.types = before.account, before.types
        self._open[session.id] = session
        told = {"session": _about(session, "connected")}
        await _send(socket, frame("session_welcome", told, at=time.time()))
        if before is not None:
            before.tell(None)
        listening = asyncio.create_task(_hear(socket, session))
        try:
            await self._push(socket, session)
        finally:
            del self._open[session.id]
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            with contextlib.suppress(RuntimeError):
                if socket.application_state != WebSocketState.DISCONNECTED:
                    await socket.close()

    @staticmethod
    async def _push(socket: WebSocket, session: Session) -> None:
        begun = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(KEEPALIVE_SECONDS):
                    told = await session.queue.get()
            except TimeoutError:
                if not session.types and time.monotonic() - begun >= UNUSED_SECONDS:
                    await socket.close(UNUSED_CODE)
                    return
                told = frame("session_keepalive", {}, at=time.time())
            if told is None or not await _send(socket, told):
                return


async def _hear(socket: WebSocket, session: Session) -> None:
    """End the session when the other side leaves, or says anything at all."""
    try:
        await socket.receive_text()
        await socket.close(INBOUND_CODE)
    except (WebSocketDisconnect, KeyError, RuntimeError):
        pass
    session.tell(None)


async def _send(socket: WebSocket, told: Json) -> bool:
    try:
        await socket.send_text(msgspec.json.encode(told).decode())
    except (WebSocketDisconnect, RuntimeError):
        return False
    return True


def _about(session: Session, status: str) -> Json:
    return {
        "id": session.id,
        "status": status,
        "keepalive_timeout_seconds": KEEPALIVE_SECONDS,
        "reconnect_url": None,
        "connected_at": moment(time.time()),
    }


def _subscription(type: str, session: Session) -> dict[str, Any]:
    return {
        "id": f"{session.id}:{type}",
        "status": "enabled",
        "type": type,
        "version": "1",
        "condition": {},
        "transport": {"method": "websocket", "session_id": session.id},
        "created_at": moment(time.time()),
        "cost": 0,
    }
