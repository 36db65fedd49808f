"""Fill one workspace with a million messages, then ask the server what people ask.

Run: python benchmarks/million.py
To try by hand: python benchmarks/million.py --keep DIR, then bin/start --data DIR
Again on what was kept: python benchmarks/million.py --keep DIR (it only measures)
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery import asking
from benchmarks.machinery.crowd import Size
from benchmarks.machinery.desks import Desk, open_django, running_desk, scratch
from benchmarks.machinery.filling import Filled, fill, make_client
from benchmarks.machinery.report import print_machine, print_table, say

MARK = "benchmark.json"


def main() -> None:
    """Fill, measure, print."""
    options = read_options()
    print_machine()
    with scratch() if options.keep is None else nullcontext(options.keep) as folder:
        assert folder is not None
        with running_desk(folder.absolute(), "--no-demo") as desk:
            open_django(desk.folder)
            filled = prepare(desk, options)
            measure(desk, filled, options.requests)
    if options.keep is not None:
        print(f"\nKept. Try it: bin/start --data {options.keep}")


def read_options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_sizes(parser)
    parser.add_argument("--requests", type=int, default=200, help="Requests of each kind.")
    return parser.parse_args()


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """Let the command line say how much to invent, and where to keep it."""
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--days", type=float, default=90.0, help="The span they were written in.")
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="Keep the data.")


def prepare(desk: Desk, options: argparse.Namespace) -> Filled:
    """Fill the desk, or find what an earlier run left."""
    mark = desk.folder / MARK
    if mark.exists():
        return Filled(**json.loads(mark.read_text()))
    filled = make_client("Grande Enseigne")
    now = datetime.now(UTC).replace(microsecond=0)
    size = Size(options.messages, options.threads, options.people, options.days, now)
    fill(desk.database, filled, size)
    asking.check_counters(filled.workspace)
    mark.write_text(
        json.dumps(
            {
                "workspace": filled.workspace,
                "member": filled.member,
                "accounts": list(filled.accounts),
            }
        )
    )
    return filled


def measure(desk: Desk, filled: Filled, requests: int) -> None:
    """Ask each question alone, then through the API: one after the other, and by 8 clients."""
    questions = asking.list_questions(filled.workspace)
    say("each query alone, in this process")
    alone = {one.name: asking.time_query(filled.workspace, one, requests) for one in questions}
    asked = [one for one in questions if one.paths]
    with asking.Api(desk, filled.member, filled.workspace) as api:
        say("through the API, one after the other")
        single = {one.name: api.time(one, requests, clients=1) for one in asked}
        say("through the API, 8 clients at once")
        many = {one.name: api.time(one, requests, clients=8) for one in asked}
    head = ("milliseconds", "p50", "p95", "p99", "Python CPU", "database CPU")
    for title, timings in (
        ("query alone", alone),
        ("API, one client", single),
        ("API, 8 clients", many),
    ):
        print(f"\n{title}: {requests} requests of each kind", end="")
        print_table(head, [one.row() for one in timings.values()])


if __name__ == "__main__":
    main()
