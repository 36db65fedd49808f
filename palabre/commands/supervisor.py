"""Keeps the process tree alive: the database, the web server, the worker, the listener and the
square.

The listening sockets belong to this process and are handed down, so that a web server that
dies leaves no refused connection behind: callers wait until the next one answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import click

from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused
from palabre.plumbing.postgres import EmbeddedPostgres
from palabre.plumbing.processes import end_orphans

GRACE_SECONDS = 15.0
LOOK_SECONDS = 0.3
READY_SECONDS = 60.0
LONGEST_PAUSE = 10.0
PROCESS = "palabre.commands.process"


@dataclass
class Child:
    """One process of the tree, started again when it dies."""

    name: str
    command: list[str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    again_at: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start the process, apart from the terminal's signals."""
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            pass_fds=self.descriptors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        """Say whether the process runs."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Starts everything in order, watches it, and ends it."""

    data: DataFolder
    host: str
    port: int
    with_demonstration: bool
    chatter_seconds: float
    said: float
    postgres: EmbeddedPostgres | None = None
    children: list[Child] = field(default_factory=list)
    is_stopping: bool = False

    def run(self) -> None:
        """Run until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self.data.create()
        lock = self.data.lock()
        try:
            left = self.data.read("children.json").get("numbers", [])
            end_orphans(left, marked=PROCESS)
            desk = self._bind(self.port)
            self._start_database()
            square = self._bind_square() if self.with_demonstration else None
            prepared = self._prepare(square)
            self._start_children(desk, square)
            self._greet(prepared, square)
            while not self.is_stopping:
                time.sleep(LOOK_SECONDS)
                self._look()
        finally:
            self._end()
            lock.close()

    def _say(self, sentence: str) -> None:
        click.echo(f"  {time.monotonic() - self.said:5.1f} s  {sentence}", err=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.is_stopping:
            return
        self.is_stopping = True
        click.echo("\nStopping.", err=True)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of the children."""
        own = {"PALABRE_DATA": str(self.data.path), "DJANGO_SETTINGS_MODULE": "config.settings"}
        return os.environ | own

    def _start_database(self) -> None:
        if os.environ.get("DATABASE_URL"):
            self._say("Using the database of DATABASE_URL.")
            return
        is_new = not self.data.postgres.exists()
        self._say("Making the database." if is_new else "Starting the database.")
        self.postgres = EmbeddedPostgres(self.data)
        self.postgres.start()

    def _prepare(self, square: socket.socket | None) -> dict[str, str]:
        """Migrate and make the demonstration, in a process of its own that then ends."""
        self._say("Preparing the tables.")
        command = [*_program("prepare"), "--desk", self._address(self.port)]
        if square is not None:
            command += ["--square", self._address(square.getsockname()[1])]
        done = subprocess.run(
            command, env=self.environment, stdout=subprocess.PIPE, check=False, text=True
        )
        if done.returncode != 0:
            raise Refused("The tables could not be prepared; the reason stands above.")
        prepared: dict[str, str] = json.loads(done.stdout)
        return prepared

    def _start_children(self, desk: socket.socket, square: socket.socket | None) -> None:
        self.children = [
            Child("desk", [*_program("web"), "--fd", str(desk.fileno())], (desk.fileno(),)),
            Child("worker", _program("work")),
            Child("listener", _program("listen")),
        ]
        if square is not None:
            number = str(square.fileno())
            pace = ["--chatter-seconds", str(self.chatter_seconds)]
            command = [*_program("square"), "--fd", number, *pace]
            self.children.append(Child("square", command, (square.fileno(),)))
        for child in self.children:
            self._start_child(child)
        self._say("Starting the desk.")
        self._wait_until_ready()

    def _start_child(self, child: Child) -> None:
        """Start a child, and write its number down for whoever starts after our death."""
        child.start(self.environment)
        numbers = [one.process.pid for one in self.children if one.process is not None]
        self.data.write("children.json", {"numbers": numbers})

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        address = f"{self._address(self.port)}/health"
        while time.monotonic() < deadline and not self.is_stopping:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(address, timeout=5) as answer,  # noqa: S310 - our own
            ):
                if answer.status == 200:
                    return
            time.sleep(0.05)
        if not self.is_stopping:
            raise Refused(f"The desk did not answer within {READY_SECONDS:.0f} s.")

    def _greet(self, prepared: dict[str, str], square: socket.socket | None) -> None:
        if self.is_stopping:
            return
        running: dict[str, Any] = {"desk": self._address(self.port), "pid": os.getpid()}
        lines = ["", f"  The desk      {running['desk']}"]
        if square is not None:
            running["square"] = self._address(square.getsockname()[1])
            lines.append(f"  The square    {running['square']}  (write there, watch the desk)")
        lines.append(f"  Sign in       {prepared['email']}")
        if prepared.get("password"):
            lines.append(f"  Password      {prepared['password']}")
        self.data.write("running.json", running)
        self._say("Ready.")
        click.echo("\n".join([*lines, "", "  Ctrl-C stops everything.", ""]))
        has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if sys.stdout.isatty() and has_screen:
            webbrowser.open(running["desk"])

    def _look(self) -> None:
        """Start again what died."""
        if self.postgres is not None and not self.postgres.is_running() and not self.is_stopping:
            self._say("The database stopped; starting it again.")
            before = self.postgres.port
            self.postgres.start()
            if self.postgres.port != before:
                self._end_children(self.children)
        now = time.monotonic()
        for child in self.children:
            if child.is_alive() or self.is_stopping:
                continue
            if child.process is not None:
                code, child.process = child.process.returncode, None
                child.deaths += 1
                child.again_at = now + min(0.1 * 2 ** min(child.deaths, 7), LONGEST_PAUSE) - 0.2
                self._say(f"The {child.name} stopped ({code}); starting it again.")
            if now >= child.again_at:
                self._start_child(child)

    def _end(self) -> None:
        self._end_children(self.children)
        (self.data.path / "running.json").unlink(missing_ok=True)
        if self.postgres is not None:
            self.postgres.stop()

    @staticmethod
    def _end_children(children: Sequence[Child]) -> None:
        alive = [child.process for child in children if child.process and child.is_alive()]
        for process in alive:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _bind(self, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self.host, port))
        except OSError as problem:
            listening.close()
            raise Refused(
                f"Port {port} of {self.host} cannot be used ({problem.strerror}): "
                "choose another with --port."
            ) from problem
        listening.listen(2048)
        return listening

    def _bind_square(self) -> socket.socket:
        try:
            return self._bind(self.port + 1)
        except Refused:
            return self._bind(0)

    def _address(self, port: int) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - a test
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _program(name: str) -> list[str]:
    return [sys.executable, "-m", PROCESS, name, "--parent", str(os.getpid())]
