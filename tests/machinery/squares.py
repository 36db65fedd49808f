"""A square in a process of its own, with the accounts a test names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from palabre.channels.models import Account
from tests.machinery.desks import free_port
from tests.machinery.seeds import SECRETS


@dataclass
class Square:
    """A running square."""

    address: str
    client: httpx.Client

    def comment(self, account: Account, text: str, **more: Any) -> str:
        """Write a comment under the account's post and return its id."""
        content = {
            "account": account.key,
            "post": f"{account.external_id}_1",
            "author": {"id": "7001", "name": "Nour"},
            "text": text,
        }
        answer = self.client.post("/square/api/comments", json=content | more)
        answer.raise_for_status()
        made: str = answer.json()["id"]
        return made

    def comments(self, account: Account, texts: Sequence[str]) -> list[str]:
        """Let as many people, 7001 and on, write a comment each; return the ids."""
        post = f"{account.external_id}_1"
        items = [
            {"post": post, "author": {"id": str(number), "name": f"N {number}"}, "text": text}
            for number, text in enumerate(texts, start=7001)
        ]
        wish = {"account": account.key, "items": items}
        answer = self.client.post("/square/api/comments/batch", json=wish)
        answer.raise_for_status()
        made: list[str] = answer.json()["ids"]
        return made

    def message(self, account: Account, text: str, person: str = "7001") -> None:
        """Send the brand a private message."""
        author = {"id": person, "name": "Nour"}
        content = {"account": account.key, "author": author, "text": text}
        self.client.post("/square/api/messages", json=content).raise_for_status()

    def cut(self, *, gently: bool = False) -> None:
        """Cut the one socket there is, or ask it to come to another address."""
        answer = self.client.post("/square/api/sockets/cut", json={"gently": gently})
        assert answer.json() == {"sockets": 1}

    def faults(self, **wishes: Any) -> None:
        """Change the weather."""
        self.client.put("/square/api/faults", json=wishes).raise_for_status()

    def acts(self) -> list[dict[str, Any]]:
        """Return what was done through the Graph API."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["number"] if found else 0
            more = self.client.get("/square/api/acts", params={"after": after}).json()["acts"]
            if not more:
                return [one for one in found if one["verb"] != "subscribe"]
            found += more

    def state(self, account: Account) -> dict[str, Any]:
        """Return everything of an account."""
        answer = self.client.get("/square/api/state", params={"account": account.key})
        state: dict[str, Any] = answer.json()["accounts"][0]
        return state


@contextmanager
def run_square(
    folder: Path, port: int, *accounts: Account, desk: str = "", live: str = ""
) -> Iterator[Square]:
    """Run a square for these accounts until the block ends; `live` is a second post's text."""
    told = [
        {
            "network": account.network,
            "key": account.key,
            "name": account.name,
            "page_id": account.external_id,
            "hook_path": f"/hooks/{account.network}/{account.key}",
            "language": "fr",
            "topic": "bakery",
            "posts": [
                {"id": f"{account.external_id}_{number}", "text": text, "picture": "bread"}
                for number, text in enumerate(("Le pain", live), start=1)
                if text
            ],
            **SECRETS,
        }
        for account in accounts
    ]
    settings = {"desk": desk or f"http://127.0.0.1:{free_port()}", "accounts": told}
    (folder / "square.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "palabre.commands", "sandbox", "--data", str(folder)]
    command += ["--port", str(port), "--quiet"]
    process = subprocess.Popen(
        command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            _wait(client, process)
            yield Square(address, client)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/square/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("The square did not start.")
