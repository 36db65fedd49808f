"""Events in the ledger, applied with decisions: in batches, and one by one.

Run: python benchmarks/apply.py
First in a young database, whose tables PostgreSQL has no statistics of yet, then with statistics.
The ratio between the two, taken in the same run, depends less on the machine than the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery.deliveries import Deliveries, make_account
from benchmarks.machinery.desks import open_django, scratch
from benchmarks.machinery.processes import cpu_seconds, postgres_cpu
from benchmarks.machinery.report import print_machine, print_table, say
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.postgres import EmbeddedPostgres

WARM = 500
YOUNG = 3_000
SINGLES_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying cost, in seconds of all its events."""

    name: str
    events: int
    wall: float
    python: float
    backend: float
    server: float

    def row(self) -> list[object]:
        """Return a line of the table: milliseconds of one event."""
        parts = [self.python, self.backend, self.python + self.backend, self.server, self.wall]
        return [self.name, self.events, *(one / self.events * 1000 for one in parts)]


def main() -> None:
    """Fill the ledger, apply, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=20_000, help="In batches, in each round.")
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print_machine()
    with scratch() as folder:
        data = DataFolder(folder / "data")
        data.create()
        postgres = EmbeddedPostgres(data)
        postgres.start()
        assert postgres.process is not None
        try:
            open_django(data.path)
            show(run(postgres.process.pid, options))
        finally:
            postgres.stop()


def run(postmaster: int, options: argparse.Namespace) -> list[Applied]:
    """Apply in batches and one by one, in turn."""
    from django.db import connections

    from palabre.demonstration.make import make_installation
    from palabre.plumbing import clock
    from palabre.plumbing.database import prepare_database

    prepare_database()
    make_installation(with_demonstration=False, password="a long sentence", now=clock.now())
    workspace, account, _ = make_account()
    deliveries = Deliveries()
    singles = max(1, int(options.events * SINGLES_SHARE))
    done = []
    keep(workspace, account, deliveries.make(WARM))
    apply(workspace, options.batch, postmaster)
    say(f"young: {YOUNG:,} events in batches of {options.batch}")
    keep(workspace, account, deliveries.make(YOUNG))
    done.append(replace(apply(workspace, options.batch, postmaster), name="in batches, young"))
    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze")
    for number in range(options.rounds):
        say(f"round {number + 1}: {options.events:,} events in batches of {options.batch}")
        keep(workspace, account, deliveries.make(options.events))
        done.append(apply(workspace, options.batch, postmaster))
        say(f"round {number + 1}: {singles:,} events one by one")
        keep(workspace, account, deliveries.make(singles))
        done.append(apply(workspace, 1, postmaster))
    return done


def keep(workspace: int, account: int, bodies: list[bytes]) -> None:
    """Put deliveries in the ledger, as the door does."""
    from django.db import connection

    from palabre.channels.doors.writer import KEEP
    from palabre.connectors.registry import CONNECTORS
    from palabre.plumbing import clock

    changes = [change for body in bodies for change in CONNECTORS["facebook"].split(body)]
    count = len(changes)
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP.replace("%b", "%s"),
            [
                [workspace] * count,
                [account] * count,
                [change.key for change in changes],
                [change.body for change in changes],
                clock.now(),
            ],
        )


def apply(workspace: int, batch: int, postmaster: int) -> Applied:
    """Apply all that waits, and measure this process, its backend and the whole server."""
    from django.db import connection

    from palabre.channels.intake import apply_batch

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    before = time.process_time(), cpu_seconds(backend), postgres_cpu(postmaster)
    began, events = time.perf_counter(), 0
    while taken := apply_batch(workspace, most=batch):
        events += taken
    wall = time.perf_counter() - began
    after = time.process_time(), cpu_seconds(backend), postgres_cpu(postmaster)
    parts = [new - old for new, old in zip(after, before, strict=True)]
    return Applied("in batches" if batch > 1 else "one by one", events, wall, *parts)


def show(done: list[Applied]) -> None:
    """Print every round, then the ratio of the best."""
    head = ("milliseconds of an event", "events", "Python CPU", "backend CPU", "both",
            "all database CPU", "wall")  # fmt: skip
    print(f"\n{len(done) // 2} rounds of each", end="")
    print_table(head, [one.row() for one in sorted(done, key=lambda one: one.name)])

    def best(name: str) -> float:
        return min((one.python + one.backend) / one.events for one in done if one.name == name)

    print(
        f"\nratio     {best('one by one') / best('in batches'):.1f}  one by one to in batches, CPU"
    )


if __name__ == "__main__":
    main()
