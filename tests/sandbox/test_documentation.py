"""What a user can set or call is in the square's page of the documentation."""

from __future__ import annotations

from pathlib import Path

from palabre.sandbox.control.routes import TABLE
from palabre.sandbox.faults import NAMES

PAGE = Path(__file__).parents[2] / "docs" / "use" / "square.md"


def test_every_fault_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in NAMES if f"| `{name}` |" not in text] == []


def test_every_call_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [path for verb, path, _ in TABLE if f"`{verb} {path}`" not in text] == []
