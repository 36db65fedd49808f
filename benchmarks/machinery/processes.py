"""CPU and memory of processes, read from /proc (Linux)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM, _PARENT = 11, 12, 13, 14, 1


def _fields(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, or none when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def machine_seconds() -> tuple[float, float]:
    """Return for how long the machine's cores waited for a disk, and were taken by other guests."""
    times = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    return int(times[4]) * TICK, int(times[7]) * TICK


def cpu_seconds(pid: int, *, with_ended_children: bool = False) -> float:
    """Return the CPU time of a process, user and system, to a hundredth of a second."""
    fields = _fields(pid)
    if not fields:
        return 0.0
    names = [_USER, _SYSTEM]
    if with_ended_children:
        names += [_ENDED_USER, _ENDED_SYSTEM]
    return sum(int(fields[name]) for name in names) * TICK


def children(pid: int) -> list[int]:
    """Return the process numbers of a process's living children."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields and int(fields[_PARENT]) == pid:
                found.append(int(entry.name))
    return sorted(found)


def command_of(pid: int) -> str:
    """Return the command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def postgres_cpu(postmaster: int) -> float:
    """Return the CPU time of a server with all its processes, the ended ones included."""
    ours = cpu_seconds(postmaster, with_ended_children=True)
    return ours + sum(cpu_seconds(child) for child in children(postmaster))


def favour(pids: Iterable[int]) -> None:
    """Ask the kernel to prefer these processes' sessions, on a machine that others use too."""
    for pid in pids:
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text("-15")


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MB; `shared_once` (PSS) is None where the kernel does not show it."""

    resident: float
    shared_once: float | None


def memory_of(pid: int) -> Memory:
    """Return the resident memory of a process."""
    values: dict[str, float] = {}
    for name in ("smaps_rollup", "status"):
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            word, _, rest = line.partition(":")
            if word in {"Rss", "Pss", "VmRSS"}:
                values.setdefault(word, int(rest.split()[0]) / 1024)
    return Memory(values.get("Rss", values.get("VmRSS", 0.0)), values.get("Pss"))
