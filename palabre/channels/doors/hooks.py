"""The webhook intake as a plain ASGI application.

A request is answered 200 only after its changes are committed in the ledger. A wrong one is
refused with problem details and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import psycopg

from palabre.channels.doors.keys import Door, Doors
from palabre.channels.doors.writer import LedgerWriter
from palabre.connectors.contract import Change
from palabre.connectors.facts import Unreadable
from palabre.plumbing import clock, problems

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)
PREFIX = "/hooks/"
MOST_BYTES = 4_000_000
MOST_CHANGES = 5_000
QUIET_SECONDS = 60.0


class HookRefused(Exception):  # noqa: N818 - it is an answer.
    """The request is not for us, or not as it must be."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail


class Hooks:
    """Answers `/hooks/<network>/<account key>`."""

    def __init__(self, doors: Doors, writer: LedgerWriter) -> None:
        self._doors = doors
        self._writer = writer
        self._last_word: dict[str, tuple[float, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        try:
            status, body, content_type = await self._answer(scope, receive)
        except HookRefused as refusal:
            self._say_once(refusal.title)
            status, content_type = refusal.status, problems.CONTENT_TYPE
            body = problems.problem(status, refusal.title, refusal.detail)
        except (psycopg.Error, asyncio.QueueFull):
            status, content_type = 503, problems.CONTENT_TYPE
            body = problems.problem(503, "The ledger is out of reach: send it again.")
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        if status == 503:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, str]:
        door = await self._door(str(scope["path"]))
        if scope["method"] == "GET":
            query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
            shaken = door.connector.shake_hands(query, door.credentials)
            if shaken.status != 200:
                raise HookRefused(shaken.status, shaken.body.decode())
            return shaken.status, shaken.body, shaken.content_type
        if scope["method"] != "POST":
            raise HookRefused(405, "Send events by POST.")
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        body = await _read_body(headers, receive)
        if not door.connector.is_signed(headers, body, door.credentials, clock.now()):
            raise HookRefused(401, "The signature is missing or wrong.")
        question = door.connector.answer(headers, body)
        if question is not None:
            return question.status, question.body, question.content_type
        await self._keep(door, door.connector.complete(headers, body))
        return 200, b'{"status":"kept"}', "application/json"

    async def _door(self, path: str) -> Door:
        parts = path.removeprefix(PREFIX).rstrip("/").split("/")
        if len(parts) == 2 and len(parts[1]) <= 40 and parts[1].isascii():
            door = await self._doors.find(parts[0], parts[1])
            if door is not None:
                return door
        raise HookRefused(404, "No account has this address.")

    async def _keep(self, door: Door, body: bytes) -> None:
        try:
            changes = door.connector.split(body)
        except Unreadable as problem:
            raise HookRefused(400, "The body is not JSON.", str(problem)) from problem
        if len(changes) > MOST_CHANGES:
            raise HookRefused(413, f"More than {MOST_CHANGES} changes in one delivery.")
        for (workspace, account), theirs in (await self._sort(door, changes)).items():
            await self._writer.keep(workspace, account, theirs)

    async def _sort(
        self, door: Door, changes: Sequence[Change]
    ) -> Mapping[tuple[int, int], Sequence[Change]]:
        """Return changes by workspace and account: an app's one address hears of all its accounts.

        What tells of nobody that shares the app is the door's own, and waits in its letters.
        """
        of_account: dict[tuple[int, int], list[Change]] = defaultdict(list)
        own = door.credentials.external_id
        for change in changes:
            is_own = change.whose in {"", own}
            sharing = () if is_own else await self._doors.find_sharing(door, change.whose)
            for one in sharing or (door,):
                of_account[one.workspace, one.account].append(change)
        return of_account

    def _say_once(self, title: str) -> None:
        """Log a kind of refusal once a minute, with how many were passed over."""
        now = time.monotonic()
        until, silent = self._last_word.get(title, (0.0, 0))
        if now < until:
            self._last_word[title] = (until, silent + 1)
            return
        self._last_word[title] = (now + QUIET_SECONDS, 0)
        log.warning("Refused a delivery: %s (%d more since the last word)", title, silent)


async def _read_body(headers: Mapping[str, str], receive: Receive) -> bytes:
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise HookRefused(413, f"The body is larger than {MOST_BYTES} bytes.")
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise HookRefused(400, "The sender left before the end.")
        part = event.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            raise HookRefused(413, f"The body is larger than {MOST_BYTES} bytes.")
        parts.append(part)
        if not event.get("more_body"):
            return b"".join(parts)
