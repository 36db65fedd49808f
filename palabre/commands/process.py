"""The processes that the supervisor starts; not for people."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys

import click

from palabre.plumbing.processes import end_with_parent

GRACE_SECONDS = 3
SWITCH_SECONDS = 0.001
"""How soon a thread that waits gets its turn, where one thread counts while another speaks."""


@click.group()
def root() -> None:
    """Run one process of the tree."""


parent_option = click.option("--parent", type=int, required=True)


@root.command()
@parent_option
@click.option("--desk", required=True)
@click.option("--square", default=None)
def prepare(parent: int, desk: str, square: str | None) -> None:
    """Migrate, make the first organisation, and write the square's settings."""
    end_with_parent(parent)
    import django
    from django.conf import settings

    from palabre.plumbing import clock
    from palabre.plumbing.database import prepare_database

    django.setup()
    prepare_database()
    from palabre.demonstration.make import make_installation, tell_square

    data = settings.DATA
    password = data.secret("first_password")
    owner = make_installation(
        with_demonstration=square is not None, password=password, now=clock.now()
    )
    if square is not None:
        tell_square(data, desk=desk, square=square)
    is_first = owner.check_password(password)
    click.echo(json.dumps({"email": owner.email, "password": password if is_first else ""}))


@root.command()
@parent_option
@click.option("--fd", type=int, required=True)
def web(parent: int, fd: int) -> None:
    """Serve pages, API, webhooks and the event stream on an inherited socket."""
    end_with_parent(parent)
    import uvicorn

    from config.servers import Desk

    config = uvicorn.Config(
        Desk(),
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


@root.command()
@parent_option
def work(parent: int) -> None:
    """Apply arrivals and send acts."""
    end_with_parent(parent)
    import django

    django.setup()
    from config.servers import program_address
    from palabre.channels.worker import Worker
    from palabre.wiring import CHORES

    sys.setswitchinterval(SWITCH_SECONDS)
    worker = Worker(program_address(), CHORES)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


@root.command()
@parent_option
def listen(parent: int) -> None:
    """Read the accounts whose networks call nobody: polls and sockets."""
    end_with_parent(parent)
    import asyncio

    import django

    django.setup()
    from config.servers import program_address
    from palabre.channels.listening.listener import Listener
    from palabre.wiring import JUDGE

    sys.setswitchinterval(SWITCH_SECONDS)

    async def run() -> None:
        listener = Listener(program_address(), JUDGE)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, listener.stop)
        await listener.run()

    asyncio.run(run())


@root.command()
@parent_option
@click.option("--fd", type=int, required=True)
@click.option("--chatter-seconds", type=float, required=True)
def square(parent: int, fd: int, chatter_seconds: float) -> None:
    """Run the square on an inherited socket."""
    end_with_parent(parent)
    from pathlib import Path

    from palabre.sandbox.serve import serve

    serve(
        folder=Path(os.environ["PALABRE_DATA"]),
        port=0,
        sock=socket.socket(fileno=fd),
        chatter=chatter_seconds > 0,
        chatter_seconds=chatter_seconds,
    )


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    root()
