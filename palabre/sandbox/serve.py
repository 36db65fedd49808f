"""How the square is run: one process, one loopback port, until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from palabre.sandbox.app import create_app
from palabre.sandbox.settings import Settings
from palabre.sandbox.square import Square

GRACE_SECONDS = 3


class Server(uvicorn.Server):
    """A server that ends the live streams first, since they would keep it from stopping.

    A signal makes `run` return; uvicorn's own server would raise it again afterwards.
    """

    def __init__(self, config: uvicorn.Config, square: Square) -> None:
        """Know the square whose streams to end."""
        super().__init__(config)
        self._square = square

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGINT and SIGTERM end the server, where signals can be heard at all."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, former in before.items():
                signal.signal(number, former)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams, then everything else."""
        self._square.live.close()
        await super().shutdown(sockets)


def serve(
    *,
    folder: Path,
    port: int,
    sock: socket.socket | None = None,
    chatter: bool,
    chatter_seconds: float,
) -> None:
    """Run the square on 127.0.0.1 until SIGTERM or SIGINT; `sock` replaces the port."""
    make_server(
        Settings(folder=folder, chatter=chatter, chatter_seconds=chatter_seconds), port=port
    ).run(sockets=[sock] if sock is not None else None)


def make_server(settings: Settings, *, port: int) -> Server:
    """Return a server that is ready to run."""
    logging.getLogger("uvicorn.error").addFilter(_is_worth_saying)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, app.state.square)


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """Leave out what the fault "lost answer" makes the server complain of."""
    return "without completing response" not in record.getMessage()
