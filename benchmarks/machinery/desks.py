"""A desk of the benchmark's own: started as people start it, on loopback, in its own folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machinery.processes import children, command_of

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 60.0


@dataclass
class Desk:
    """A desk in a folder, with its process tree."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> dict[str, Any]:
        """Return what the desk says of itself, empty before it has greeted."""
        try:
            content: dict[str, Any] = json.loads((self.folder / "running.json").read_text())
        except FileNotFoundError:
            return {}
        return content

    def start(self, *options: str) -> float:
        """Start it, wait until it has greeted; return the seconds that took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "running.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", "palabre.commands", "start", "--data", str(self.folder)]
        command += ["--port", str(self.port), *options]
        began = time.monotonic()
        with (self.folder / "start.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=log, stderr=log
            )
        while not self.running:
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                said = (self.folder / "start.log").read_text()
                raise SystemExit(f"The desk did not start:\n{said[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> float:
        """End it as Ctrl-C does; return the seconds that took."""
        began = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return time.monotonic() - began

    def processes(self) -> dict[str, int]:
        """Return the process numbers: supervisor, web, work, square when it is there."""
        assert self.process is not None
        found = {"supervisor": self.process.pid}
        for pid in children(self.process.pid):
            words = command_of(pid).split()
            if "palabre.commands.process" in words:
                found[words[words.index("palabre.commands.process") + 1]] = pid
        return found

    @property
    def postmaster(self) -> int:
        """Return the process number of the database server."""
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])

    @property
    def database(self) -> str:
        """Return the owner's address of the database."""
        address: str = json.loads((self.folder / "database.json").read_text())["url"]
        return address

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the command line on this desk."""
        command = [sys.executable, "-m", "palabre.commands", *arguments]
        command += ["--data", str(self.folder)]
        return subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )


def environment() -> dict[str, str]:
    """Return the environment of a desk: ours, without somebody's own database or folder."""
    own = {"PYTHONPATH": str(ROOT)}
    others = {"DATABASE_URL", "PALABRE_DATA"}
    return {name: value for name, value in os.environ.items() if name not in others} | own


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder, taken away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="palabre-benchmark-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_desk(folder: Path, *options: str) -> Iterator[Desk]:
    """Run a desk in a folder until the block ends."""
    desk = Desk(folder, free_port())
    try:
        desk.start(*options)
        yield desk
    finally:
        desk.stop()


def open_django(folder: Path) -> None:
    """Make the program's own functions usable in this process, on a running database."""
    os.environ["PALABRE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
