"""A whole desk as people run it: the command, its process tree, its square."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 60.0


@dataclass
class Desk:
    """A running desk."""

    root: Path
    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    password: str = ""
    email: str = "maelle@belle-ile.example"
    _token: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Return where the desk answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def square(self) -> str:
        """Return where the square answers."""
        running = json.loads((self.folder / "running.json").read_text())
        address: str = running["square"]
        return address

    def start(self, *options: str) -> None:
        """Start it and wait until it takes events and has greeted."""
        command = [sys.executable, "-m", "palabre.commands", "start", "--data", str(self.folder)]
        command += ["--port", str(self.port), "--chatter-seconds", "0", *options]
        log = (self.folder.parent / "desk.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=self.root, env=self.environment, stdout=log, stderr=log
        )
        deadline = time.monotonic() + START_SECONDS
        while not (self.folder / "running.json").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder.parent / "desk.log").read_text()
                raise AssertionError(f"The desk did not start:\n{said[-3000:]}")
            time.sleep(0.05)
        secrets = json.loads((self.folder / "secrets.json").read_text())
        self.password = secrets["first_password"]

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=40)

    def kill(self) -> None:
        """End the supervisor at once, as `kill -9` does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        (self.folder / "running.json").unlink(missing_ok=True)

    def child(self, name: str) -> int:
        """Return the process number of a child: web, work or square."""
        assert self.process is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", f"process {name} "],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(found.stdout.split()[0])

    def command(self, *arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a command of the command line on this desk's data folder."""
        command = [sys.executable, "-m", "palabre.commands", *arguments]
        command += ["--data", str(self.folder)]
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def accounts(self) -> list[dict[str, Any]]:
        """Return what `palabre accounts --json` says."""
        done = self.command("accounts", "--json")
        assert done.returncode == 0, done.stderr
        accounts: list[dict[str, Any]] = json.loads(done.stdout)
        return accounts

    def account(self, network: str) -> dict[str, Any]:
        """Return the first account on a network."""
        return next(one for one in self.accounts() if one["network"] == network)

    def api(self) -> httpx.Client:
        """Return a client that carries the owner's token."""
        if not self._token:
            done = self.command("token", "--json")
            assert done.returncode == 0, done.stderr
            self._token = json.loads(done.stdout)["token"]
        headers = {"Authorization": f"Bearer {self._token}"}
        return httpx.Client(base_url=f"{self.address}/api/v1", headers=headers, timeout=30)

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON of a question to the API."""
        with self.api() as client:
            answer = client.get(path, params=params)
            answer.raise_for_status()
            return answer.json()


@contextmanager
def start_desk(root: Path, folder: Path, database: str) -> Iterator[Desk]:
    """Run a desk in a folder until the block ends."""
    environment = os.environ | {"DATABASE_URL": database, "PYTHONPATH": str(root)}
    environment.pop("PALABRE_DATA", None)
    desk = Desk(root=root, folder=folder / "data", port=free_port(), environment=environment)
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(check: Any, *, within: float = 20.0) -> Any:
    """Return the first truthy answer; fail when there is none in time."""
    deadline = time.monotonic() + within
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"Not within {within:.0f} s: {check}"
        time.sleep(0.1)
