"""Deliveries and answers that were recorded, or written after a network's own examples."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from palabre.connectors.contract import Connector
from palabre.connectors.facts import Fact

HERE = Path(__file__).parent
OUTSIDE = Path(__file__).parents[4] / "shared" / "payloads"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def load(network: str, name: str) -> Any:
    """Return one of our own recordings."""
    return json.loads((HERE / network / "recorded" / f"{name}.json").read_text("utf-8"))


def load_outside(network: str, name: str) -> Any:
    """Return a recording that stands beside the repository; skip where it is not there."""
    file = OUTSIDE / network / f"{name}.json"
    if not file.exists():
        pytest.skip(f"needs the recordings in {OUTSIDE}")
    content = json.loads(file.read_text("utf-8"))
    if isinstance(content, dict):
        content.pop("_source", None)
    return content


def load_vector(name: str) -> dict[str, str]:
    """Return a published signature; skip where they are not there."""
    file = OUTSIDE / "signature_vectors.json"
    if not file.exists():
        pytest.skip(f"needs the signatures in {OUTSIDE}")
    found: dict[str, str] = json.loads(file.read_text("utf-8"))[name]
    return found


def read_delivery(connector: Connector, content: Any, account: str) -> list[Fact]:
    """Return the facts of a delivery, read as the intake does."""
    facts: list[Fact] = []
    for change in connector.split(json.dumps(content).encode()):
        facts += connector.read(change.body, account=account, received_at=NOW)
    return facts
