"""All twins at once, with faults on, and nothing lost or done twice in the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.real
def test_half_a_minute_of_bad_weather_on_all_networks_loses_nothing() -> None:
    command = [sys.executable, "benchmarks/soak.py", "--rate", "60", "--seconds", "25"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
