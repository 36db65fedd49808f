"""How the square runs as a program of its own."""

from __future__ import annotations

import signal
import socket
import threading
import time
from pathlib import Path

import httpx

from palabre.sandbox.serve import make_server
from palabre.sandbox.settings import Settings
from tests.sandbox.test_journal import running
from tests.sandbox.world_of_tests import wait_until


def test_a_square_told_to_stop_stops_cleanly(folder: Path) -> None:
    for gently in (signal.SIGTERM, signal.SIGINT):
        with running(folder) as (process, client), client.stream("GET", "/square/events"):
            started = time.monotonic()
            process.send_signal(gently)
            process.wait(10)
            assert time.monotonic() - started < 5
            assert process.returncode == 0


def test_a_square_runs_on_an_inherited_socket(tmp_path: Path) -> None:
    with socket.socket() as inherited:
        inherited.bind(("127.0.0.1", 0))
        port = inherited.getsockname()[1]
        server = make_server(Settings(folder=tmp_path), port=0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [inherited]})
        thread.start()
        wait_until(lambda: server.started)
        told = httpx.get(f"http://127.0.0.1:{port}/square/health").json()
        page = httpx.get(f"http://127.0.0.1:{port}/").text
        server.should_exit = True
        thread.join(10)
    assert told == {"status": "ok", "accounts": 0, "comments": 0, "pending": 0}
    assert "No page yet" in page
