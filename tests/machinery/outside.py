"""What comes to a running desk from outside: visitors on the square, events of a source."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from palabre.connectors.networks.generic.signature import sign
from tests.machinery.desks import Desk, eventually

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHOP = "boulangerie-le-fournil"


def write(desk: Desk, text: str, *, visitor: str, page: int = 0, parent: str = "") -> str:
    """Write a comment on the square under the first post of a page; return its id there."""
    with httpx.Client(base_url=desk.square, timeout=20) as square:
        account: dict[str, Any] = square.get("/square/api/state").json()["accounts"][page]
        post = account["posts"][0]["id"]
        body = {"account": account["key"], "post": post, "author": {"name": visitor}, "text": text}
        answer = square.post(
            "/square/api/comments", json=body | ({"parent": parent} if parent else {})
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def write_in_private(desk: Desk, text: str, *, visitor: str, page: int = 0) -> None:
    """Send a private message on the square to a page."""
    with httpx.Client(base_url=desk.square, timeout=20) as square:
        account: dict[str, Any] = square.get("/square/api/state").json()["accounts"][page]
        body = {"account": account["key"], "author": {"name": visitor}, "text": text}
        answer = square.post("/square/api/messages", json=body)
        assert answer.status_code == 201, answer.text


class Source:
    """A source of the desk's own: any text, name or post can come from it."""

    def __init__(self, desk: Desk, *, workspace: str = SHOP, name: str = "Avis") -> None:
        self._desk = desk
        body = {
            "network": "generic",
            "name": name,
            "external_id": uuid4().hex,
            "app_secret": SECRET,
        }
        with desk.api() as client:
            answer = client.post("/accounts", params={"workspace": workspace}, json=body)
            assert answer.status_code == 201, answer.text
            self._path: str = answer.json()["hook_path"]

    def tell(self, *events: dict[str, Any]) -> None:
        """Send events, signed, in one delivery."""
        body = json.dumps({"events": events}).encode()
        at = datetime.now(UTC)
        name = uuid4().hex
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(message_id=name, at=at, body=body, secret=SECRET),
        }
        answer = httpx.post(f"{self._desk.address}{self._path}", content=body, headers=headers)
        assert answer.status_code < 300, answer.text


def event(text: str, *, author: str, post: str = "", id: str = "") -> dict[str, Any]:
    """Return an event: a comment of somebody under a post."""
    made = id or uuid4().hex
    return {
        "type": "message.created",
        "timestamp": datetime.now(UTC).isoformat(),
        "data": {
            "id": made,
            "kind": "comment",
            "text": text,
            "author": {"id": _short(author), "name": author},
            "surface": {"id": _short(post), "title": post or "Boutique"},
        },
    }


def _short(name: str) -> str:
    return f"n-{zlib.crc32(name.encode())}"


def wait_for_threads(desk: Desk, count: int, *, workspace: str = SHOP) -> Sequence[dict[str, Any]]:
    """Return a workspace's conversations once there are as many."""

    def found() -> list[dict[str, Any]]:
        page = desk.get("/threads", workspace=workspace, view="all")
        return page["items"] if len(page["items"]) >= count else []

    threads: Sequence[dict[str, Any]] = eventually(found)
    return threads
