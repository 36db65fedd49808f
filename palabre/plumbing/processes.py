"""Processes that belong together: a child ends when its parent does, however that ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From Linux's prctl(2)."""


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with its parent; end now when it is gone already."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
