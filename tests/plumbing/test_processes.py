"""A child ends with its parent, however the parent ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from palabre.plumbing.problems import problem
from tests.machinery.desks import eventually

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import os, sys, time
from palabre.plumbing.processes import end_with_parent
end_with_parent(int(sys.argv[1]))
print(os.getpid(), flush=True)
time.sleep(600)
"""
PARENT = """
import os, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1], str(os.getpid())])
"""


def is_alive(process: int) -> bool:
    """Say whether a process runs, not counting one that ended and was not fetched."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not is_alive(child))


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(os.getpid() + 1_000_000)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_problem_has_the_form_of_its_rfc() -> None:
    plain = b'{"type": "about:blank", "title": "No", "status": 404}'
    assert problem(404, "No") == plain
    assert problem(404, "No", "Why") == plain[:-1] + b', "detail": "Why"}'
