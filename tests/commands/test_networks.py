"""The page of networks is as the code says, and a new network begins whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from palabre.commands.scaffold import make_network
from palabre.connectors.matrix import write_matrix
from palabre.connectors.reach import write_reach
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = ("palabre/connectors/registry.py", "palabre/sandbox/networks/__init__.py")


def test_the_page_of_networks_is_what_the_code_says() -> None:
    page = (ROOT / "docs" / "networks" / "README.md").read_text("utf-8")
    assert page == write_matrix(CONNECTORS), "Run bin/palabre networks matrix."


def test_the_page_on_charters_tells_what_each_network_makes_of_what_they_ask() -> None:
    page = (ROOT / "docs" / "use" / "charter.md").read_text("utf-8")
    assert page == write_reach(page, CONNECTORS), "Run bin/palabre networks matrix."
    assert "| Bluesky | hide | hide | mute* | ban | no |" in page


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the program and of what its tests need of networks."""
    ignored = shutil.ignore_patterns("__pycache__", "static", "locale")
    for name in ("palabre", "tests/connectors", "tests/machinery"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    (tmp_path / "docs" / "networks").mkdir(parents=True)
    (tmp_path / "tests" / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python command in the copy."""
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_new_network_is_known_at_once_and_in_good_style(copy: Path) -> None:
    made = make_network(copy, "wood_wide", "Wood Wide")
    assert all(path.is_file() for path in made)
    listed = run(copy, "-m", "palabre.commands", "networks")
    assert "wood_wide      Wood Wide" in listed.stdout, listed.stderr
    page = run(copy, "-m", "palabre.commands", "networks", "matrix", "--print")
    assert "## Wood Wide" in page.stdout, page.stderr
    twins = run(copy, "-c", "from palabre.sandbox.networks import NETWORKS; print(*NETWORKS)")
    assert "wood_wide" in twins.stdout, twins.stderr
    python = [path for path in made if path.suffix == ".py"]
    for check in (("check",), ("format", "--check")):
        style = run(copy, "-m", "ruff", *check, *(str(path) for path in (*python, *REGISTRIES)))
        assert style.returncode == 0, style.stdout


def test_a_new_network_has_tests_that_say_what_is_missing(copy: Path) -> None:
    make_network(copy, "wood_wide", "Wood Wide")
    done = run(copy, "-m", "pytest", "-q", "tests/connectors/networks/wood_wide", "-p", "no:xdist")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Put a payload of a comment in recorded/" in done.stdout


def test_a_network_that_is_there_is_not_written_over(copy: Path) -> None:
    with pytest.raises(Refused):
        make_network(copy, "mastodon", "Mastodon")
