"""How long the desk takes to start and stop, and how much memory it holds when idle.

Run: python benchmarks/footprint.py
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery.desks import Desk, free_port, scratch
from benchmarks.machinery.processes import children, cpu_seconds, memory_of, postgres_cpu
from benchmarks.machinery.report import print_machine, print_table, say

IDLE_SECONDS = 15.0


def main() -> None:
    """Measure without and with the square, and print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="Later starts of each kind.")
    options = parser.parse_args()
    print_machine()
    rows: list[list[object]] = []
    tables = []
    for name, flags in (
        ("without the square", ["--no-demo"]),
        ("with the square", ["--chatter-seconds", "0"]),
    ):
        with scratch() as folder:
            desk = Desk(folder / "data", free_port())
            row, memory = measure(desk, flags, options.rounds, name)
            rows.append([name, *row])
            tables.append((name, memory))
    head = ("seconds of wall time", "first start", "later start", "stop", "idle CPU of a minute")
    print(f"\nlater start and stop: median of {options.rounds}", end="")
    print_table(head, rows)
    for name, memory in tables:
        print(f"\n{name}: MB after {IDLE_SECONDS:.0f} s idle", end="")
        print_table(("process", "RSS", "PSS"), memory)
    print("\nPSS counts memory that processes share once; RSS counts it in each of them.")


def measure(
    desk: Desk, flags: list[str], rounds: int, name: str
) -> tuple[list[object], list[list[object]]]:
    """Start from nothing, stop, start again; look at the memory of the last start."""
    later, stops = [], []
    try:
        say(f"{name}: first start")
        first = desk.start(*flags)
        stops.append(desk.stop())
        for number in range(rounds):
            say(f"{name}: later start {number + 1}")
            later.append(desk.start(*flags))
            if number < rounds - 1:
                stops.append(desk.stop())
        say(f"{name}: idle")
        cpu = idle_cpu(desk)
        memory = list(list_memory(desk))
        stops.append(desk.stop())
    finally:
        desk.stop()
    return [first, statistics.median(later), statistics.median(stops), cpu], memory


def idle_cpu(desk: Desk) -> float:
    """Return the CPU seconds that the idle desk uses in a minute."""
    time.sleep(3)

    def total() -> float:
        return postgres_cpu(desk.postmaster) + sum(map(cpu_seconds, desk.processes().values()))

    before = total()
    time.sleep(IDLE_SECONDS)
    return (total() - before) * 60 / IDLE_SECONDS


def list_memory(desk: Desk) -> Iterator[list[object]]:
    """Yield a line for each program, then their sum."""
    groups = {name: [pid] for name, pid in desk.processes().items()}
    groups["PostgreSQL"] = [desk.postmaster, *children(desk.postmaster)]
    resident, once, is_readable = 0.0, 0.0, True
    for name, pids in groups.items():
        memories = [one for one in map(memory_of, pids) if one.resident]
        rss, pss = sum(one.resident for one in memories), sum(m.shared_once or 0 for m in memories)
        is_readable = is_readable and all(one.shared_once is not None for one in memories)
        resident, once = resident + rss, once + pss
        yield [name, rss, pss if is_readable else "not readable"]
    yield ["all", resident, once if is_readable else "not readable"]


if __name__ == "__main__":
    main()
