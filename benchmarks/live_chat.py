"""A live chat of thousands of messages a second, until what must go is asked to go.

Run: python benchmarks/live_chat.py --network twitch
A desk as people start it, and a twin in a process of its own on the same machine. A share of what
is said must be deleted; the time counts from when a message was due to be said until its deletion
is asked for. In the end the desk's rows are counted against what was said.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import psycopg

from benchmarks.machinery.desks import (
    ROOT,
    Desk,
    environment,
    free_port,
    open_django,
    running_desk,
    scratch,
)
from benchmarks.machinery.live_twin import WARM
from benchmarks.machinery.processes import (
    children,
    cpu_seconds,
    favour,
    machine_seconds,
    postgres_cpu,
)
from benchmarks.machinery.report import percentile, print_machine, print_table, say

CHANNEL = "9000042"
SECRETS = {"access_token": "token", "client_id": "client", "app_secret": "sesame"}
WARM_SECONDS = 4.0
DRAIN_SECONDS = 900.0
MOST_YOUTUBE_ACTS = 90
"""YouTube gives 10,000 units a day; a deletion and a time-out cost 50 each."""
COUNTS = """
    select (select count(*) from channels_ledgerentry where state in (0, 2)),
        (select count(*) from channels_outboxact where state <> 'done'),
        (select count(*) from inbox_message),
        (select count(distinct message_id) from moderation_decision),
        (select count(*) from moderation_decision),
        (select count(*) from inbox_message where verdict = 'delete' and state = 'deleted'),
        (select count(*) from channels_outboxact where verb = 'delete'),
        (select count(*) from channels_ledgerentry)
"""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=("twitch", "youtube"), default="twitch")
    parser.add_argument("--rate", type=float, default=5_000.0, help="Messages a second.")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--share", type=float, default=0.005, help="What must be deleted.")
    parser.add_argument("--favour", action="store_true", help="Before others' processes.")
    options = parser.parse_args()
    print_machine()
    found = measure(options.network, options)
    rows, parts, ends = [found.times], [found.cpu], [found.end]
    print_table(
        ("to the deletion, ms", "messages a second", "deleted", "p50", "p95", "p99", "max"), rows
    )
    print_table(("seconds of CPU while it spoke", "of", "twin", "listener", "worker", "web",
                 "database", "waiting for the disk", "stolen", "applied meanwhile"),
                parts)  # fmt: skip
    print_table(("at the end", "said", "in the ledger", "messages", "decided", "decided twice",
                 "to delete", "deleted", "missed", "asked twice", "not asked for",
                 "inbox done after, s"), ends)  # fmt: skip
    print_load()


def print_load() -> None:
    """Print how busy the machine was."""
    load = Path("/proc/loadavg").read_text().split()[:3]
    print(f"\nload      {', '.join(load)} at the end")


class Found:
    """The three lines that one network gives."""

    def __init__(self, times: list[object], cpu: list[object], end: list[object]) -> None:
        self.times, self.cpu, self.end = times, cpu, end


def measure(network: str, options: argparse.Namespace) -> Found:
    """Let a chat be spoken to a new desk."""
    rate, seconds, share = options.rate, options.seconds, options.share
    if network == "youtube":
        share = min(share, MOST_YOUTUBE_ACTS / rate / seconds)
    with (
        scratch() as folder,
        running_desk(folder / "data", "--no-demo") as desk,
        twin(network, rate, seconds, share) as (address, speaker),
    ):
        owner = desk.database
        connect(desk, network, address)
        time.sleep(WARM_SECONDS)
        say(f"{network}: {rate:,.0f} messages a second for {seconds:.0f} s")
        pids = desk.processes() | {"twin": speaker}

        def readings() -> list[float]:
            ours = [cpu_seconds(pids[name]) for name in ("twin", "listen", "work", "web")]
            return [*ours, postgres_cpu(desk.postmaster), *machine_seconds()]

        httpx.post(f"{address}/warm")
        settle(owner, WARM)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("analyze")
        if options.favour:
            favour([*pids.values(), desk.postmaster, *children(desk.postmaster)])
        httpx.post(f"{address}/begin")
        before, began = readings(), time.perf_counter()
        time.sleep(seconds)
        used = [new - old for new, old in zip(readings(), before, strict=True)]
        wall = time.perf_counter() - began
        applied = count(owner, "select count(*) from inbox_message")[0] - WARM
        after = settle(owner, WARM + int(rate * seconds))
        report = httpx.get(f"{address}/report", timeout=60).json()
        cpu = [network, wall, *used, applied]
        return Found(
            times_of(network, report), cpu, end_of(network, report, count(owner, COUNTS), after)
        )


def times_of(network: str, report: dict[str, Any]) -> list[object]:
    """Return how long deletions took."""
    waits = [one * 1000 for one in report["waits"]]
    shown = [percentile(waits, share) for share in (0.5, 0.95, 0.99, 1.0)]
    return [network, report["said"] / report["seconds"], f"{len(waits):,}", *shown]


def end_of(
    network: str, report: dict[str, Any], counts: tuple[int, ...], after: float
) -> list[object]:
    """Return what stood in the desk in the end, against what was said and asked for."""
    left, unfinished, messages, decided, decisions, deleted, acts, ledger = counts
    return [
        network, WARM + report["said"], ledger - acts if network == "twitch" else ledger, messages,
        decided, decisions - decided, report["rude"], deleted, report["missed"],
        report["twice"], report["others"], after if not left + unfinished else -1.0,
    ]  # fmt: skip


def settle(owner: str, said: int) -> float:
    """Wait until nothing is under way; return the seconds it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < DRAIN_SECONDS:
        left, unfinished, messages, *_ = count(owner, COUNTS)
        if not left and not unfinished and messages >= said:
            break
        time.sleep(1)
    return time.perf_counter() - began


def count(owner: str, query: str) -> tuple[int, ...]:
    """Ask the database as its owner, whom no policy hides anything from."""
    with psycopg.connect(owner) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row


def connect(desk: Desk, network: str, address: str) -> None:
    """Make a client with a channel on the twin, under the charter for lives that deletes."""
    open_django(desk.folder)
    from palabre.channels.actions import NewAccount, connect_account
    from palabre.moderation.actions import change_charter
    from palabre.plumbing import clock
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.actions import open_workspace
    from palabre.workspaces.models import Organisation

    text = resources.files("palabre.engine.charters").joinpath("live.yaml").read_text("utf-8")
    source, now = text.replace("verdict: hide", "verdict: delete"), clock.now()
    organisation = Organisation.objects.order_by("id").get()
    room = open_workspace(organisation=organisation, name=network, language="fr", now=now)
    with workspace_scope([room.pk]):
        change_charter(workspace=room.pk, source=source, by="benchmark", now=now)
        new = NewAccount(network, "Channel", CHANNEL, SECRETS, address)
        connect_account(workspace=room.pk, new=new, by="benchmark", now=now)


@contextmanager
def twin(network: str, rate: float, seconds: float, share: float) -> Iterator[tuple[str, int]]:
    """Run a twin; give its address and its process number."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.machinery.live_twin", str(port), network]
    command += [str(rate), str(seconds), str(share)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
