"""Signed Facebook webhooks against the real web process, and against an ordinary Django view.

Run: python benchmarks/intake.py
The ratio between the two, taken in the same run, depends less on the machine than the figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg

from benchmarks.machinery.deliveries import SECRET, Deliveries, make_account
from benchmarks.machinery.desks import (
    ROOT,
    Desk,
    environment,
    free_port,
    open_django,
    running_desk,
    scratch,
)
from benchmarks.machinery.knocking import Door, Knocks, knock
from benchmarks.machinery.processes import cpu_seconds, postgres_cpu
from benchmarks.machinery.report import percentile, print_machine, print_table, say

WARM = 300


@dataclass(frozen=True, slots=True)
class Round:
    """One round against one server; CPU in seconds of all its webhooks."""

    name: str
    knocks: Knocks
    web: float
    backends: float
    server: float

    def row(self) -> list[object]:
        """Return a line of the table: milliseconds, webhooks a second."""
        seconds, count = self.knocks.latencies, len(self.knocks.latencies)
        shown = [percentile(seconds, share) * 1000 for share in (0.5, 0.95, 0.99, 1.0)]
        cpu = [one / count * 1000 for one in (self.web, self.backends, self.server)]
        return [self.name, count, *cpu, *shown, count / self.knocks.seconds, self.knocks.refused]


def main() -> None:
    """Measure the door and the peers in turn, round after round, and print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=300.0, help="Webhooks a second.")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--flat-out", type=int, default=6_000, help="How many at full speed.")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print_machine()
    deliveries = Deliveries()
    rounds: list[Round] = []
    with scratch() as folder, running_desk(folder / "data", "--no-demo") as desk:
        open_django(desk.folder)
        _, _, path = make_account()
        with peer(desk, "wsgi") as wsgi, peer(desk, "asgi") as asgi:
            servers = [
                ("Palabre", Door(desk.port, path, SECRET), desk.processes()["web"]),
                ("Django view, WSGI threads", *wsgi),
                ("Django view, ASGI", *asgi),
            ]
            for _, door, _ in servers:
                knock(door, deliveries.make(WARM))
            for number in range(options.rounds):
                for name, door, pid in servers:
                    say(f"round {number + 1}: {name}")
                    rounds += measure(name, door, pid, desk, deliveries, options)
    show(rounds, options)


def measure(
    name: str,
    door: Door,
    pid: int,
    desk: Desk,
    deliveries: Deliveries,
    options: argparse.Namespace,
) -> list[Round]:
    """Send at the rate, then flat out."""
    steady = deliveries.make(int(options.rate * options.seconds))
    fast = deliveries.make(options.flat_out)
    rate: float = options.rate

    def measured(title: str, work: Callable[[], Knocks]) -> Round:
        settle(desk)
        backends = backends_of(desk, pid)
        before = cpu_seconds(pid), sum(map(cpu_seconds, backends)), postgres_cpu(desk.postmaster)
        knocks = work()
        own = cpu_seconds(pid) - before[0]
        alive = sum(map(cpu_seconds, backends)) - before[1]
        settle(desk)
        return Round(title, knocks, own, alive, postgres_cpu(desk.postmaster) - before[2])

    return [
        measured(f"{name}, {rate:.0f}/s", lambda: knock(door, steady, rate=rate)),
        measured(f"{name}, flat out", lambda: knock(door, fast)),
    ]


def backends_of(desk: Desk, pid: int) -> list[int]:
    """Return the database's processes that write for this server: by the client's own ports."""
    query = "select pid, client_port from pg_stat_activity where client_port > 0"
    with psycopg.connect(desk.database) as owner:
        ports = {port: backend for backend, port in owner.execute(query).fetchall()}
    inodes = {
        link.readlink().name[8:-1]
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and str(link.readlink()).startswith("socket:")
    }
    found = []
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        port = int(fields[1].rpartition(":")[2], 16)
        if fields[9] in inodes and port in ports:
            found.append(ports[port])
    return found


def settle(desk: Desk) -> None:
    """Wait until the worker has applied what came, so that rounds do not mix."""
    query = "select 1 from channels_ledgerentry where state = 0 limit 1"
    with psycopg.connect(desk.database, autocommit=True) as owner:
        while owner.execute(query).fetchone() is not None:
            time.sleep(0.2)
    time.sleep(0.5)


@contextmanager
def peer(desk: Desk, kind: str) -> Iterator[tuple[Door, int]]:
    """Run the peer on a database of its own, on the same server, until the block ends."""
    port, database = free_port(), desk.database.rpartition("/")[0] + f"/peer_{kind}"
    with psycopg.connect(desk.database, autocommit=True) as owner:
        owner.execute(f"create database peer_{kind}".encode())
    command = [sys.executable, "-m", "benchmarks.machinery.peer"]
    process = subprocess.Popen(
        [*command, str(port), database, SECRET, kind], cwd=ROOT, env=environment()
    )
    try:
        wait_for(port)
        yield Door(port, "/hook", SECRET), process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until somebody listens on a port."""
    import socket

    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"Nothing listens on port {port}.")


def show(rounds: list[Round], options: argparse.Namespace) -> None:
    """Print every round, then the ratios of the best rounds."""
    head = ("milliseconds", "webhooks", "web CPU", "its database CPU", "all database CPU",
            "p50", "p95", "p99", "max", "a second", "refused")  # fmt: skip
    print(f"\n{options.rounds} rounds; CPU and latency are of one webhook", end="")
    print_table(head, [one.row() for one in sorted(rounds, key=lambda one: one.name)])
    best: dict[str, float] = {}
    for one in rounds:
        cpu = one.web / len(one.knocks.latencies) * 1000
        best[one.name] = min(best.get(one.name, cpu), cpu)
    print()
    for how in (f"{options.rate:.0f}/s", "flat out"):
        ours = best[f"Palabre, {how}"]
        for name in ("Django view, WSGI threads", "Django view, ASGI"):
            print(f"ratio     {best[f'{name}, {how}'] / ours:5.1f}  {name} to Palabre, {how}")
    print("Palabre's database CPU includes the worker's applying of every comment.")


if __name__ == "__main__":
    main()
