"""A real square on a loopback port, and a tiny real desk that receives its webhooks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from palabre.sandbox.serve import make_server
from palabre.sandbox.settings import Settings
from tests.sandbox.world_of_tests import accounts, wait_until


class Desk:
    """What a desk would do with webhooks: keep them, and answer as told."""

    def __init__(self) -> None:
        self.status = 200
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.questions: list[dict[str, list[str]]] = []
        desk = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if desk.status == 200:
                    desk.headers.append({k.lower(): v for k, v in self.headers.items()})
                    desk.bodies.append(body)
                self._answer(desk.status, b"EVENT_RECEIVED")

            def do_GET(self) -> None:
                question = parse_qs(urlsplit(self.path).query)
                desk.questions.append(question)
                known = question.get("hub.verify_token") == ["verify-facebook"]
                self._answer(200 if known else 403, question["hub.challenge"][0].encode())

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of all deliveries, as they came."""
        return [entry for body in list(self.bodies) for entry in json.loads(body)["entry"]]

    def changes(self) -> list[dict[str, Any]]:
        """Return the values of all changes, as they came."""
        return [c["value"] for e in self.entries() for c in e.get("changes", [])]

    def messages(self) -> list[dict[str, Any]]:
        """Return all messaging items, as they came."""
        return [item for e in self.entries() for item in e.get("messaging", [])]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class RunningSquare:
    """A square that runs, with a client for its own API and one for Graph."""

    def __init__(self, folder: Path, *, chatter: bool = False) -> None:
        settings = Settings(folder=folder, seed=7, chatter=chatter, chatter_seconds=0.05)
        self.server = make_server(settings, port=0)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        wait_until(lambda: self.server.started)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, timeout=30)

    def graph(self, verb: str, path: str, account: str = "facebook", **form: Any) -> httpx.Response:
        """Call Graph with the account's token."""
        headers = {"Authorization": f"Bearer token-{account}"}
        address = f"/graph/v26.0/{path}"
        if verb == "POST":
            return self.client.post(address, json=form, headers=headers)
        return self.client.request(verb, address, params=form, headers=headers)

    def comment(self, text: str = "Bonjour", account: str = "facebook", **more: Any) -> str:
        """Write a comment as a visitor; return its id."""
        post = {"facebook": "1001_1", "instagram": "18000000000000001"}[account]
        author = {"name": "Camille Morel", "id": "42"}
        wish = {"account": account, "post": post, "author": author, "text": text, **more}
        answer = self.client.post("/square/api/comments", json=wish)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def message(self, text: str = "Bonjour", account: str = "facebook", **more: Any) -> str:
        """Write to the page in private as a visitor; return the person's id."""
        wish = {"account": account, "author": {"name": "Camille", "id": "42"}, "text": text, **more}
        answer = self.client.post("/square/api/messages", json=wish)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["person"]["id"])

    def faults(self, account: str = "*", **wishes: Any) -> None:
        """Change the weather."""
        wish = {"account": account, **wishes}
        answer = self.client.put("/square/api/faults", json=wish)
        assert answer.status_code == 200, answer.text

    def settled(self) -> None:
        """Wait until the desk has everything."""
        wait_until(lambda: self.client.get("/square/api/pending").json()["pending"] == 0)

    def close(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def folder(tmp_path: Path, desk: Desk) -> Path:
    content = {"desk": desk.url, "accounts": accounts()}
    (tmp_path / "square.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., RunningSquare]]:
    running: list[RunningSquare] = []

    def begin(**more: Any) -> RunningSquare:
        running.append(RunningSquare(folder, **more))
        return running[-1]

    yield begin
    for square in running:
        if square.thread.is_alive():
            square.close()
    time.sleep(0)


@pytest.fixture
def square(start: Callable[..., RunningSquare]) -> RunningSquare:
    return start()
