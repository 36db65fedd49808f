"""Processes that belong together: a child ends when its parent does, however that ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ORPHAN_SECONDS = 5.0
PR_SET_PDEATHSIG = 1
"""From Linux's prctl(2)."""


def end_orphans(numbers: Iterable[int], *, marked: str) -> None:
    """End the processes of a dead supervisor that still end, so that their ports are free.

    Only those whose command line holds the mark: numbers are given again to other programs.
    """
    left = [number for number in numbers if _is_ours(number, marked)]
    for number in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + ORPHAN_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [number for number in left if _is_ours(number, marked)]
    for number in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def _is_ours(number: int, marked: str) -> bool:
    try:
        return marked.encode() in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with its parent; end now when it is gone already."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
