"""What a check finds, one question at a time: an answer is fine, a refusal says why not."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from palabre.connectors.contract import Finding
from palabre.connectors.failures import ConnectorError


async def find(what: str, question: Awaitable[Any]) -> Finding:
    """Ask a network something, and say whether it answered."""
    try:
        await question
    except ConnectorError as problem:
        return refused(what, problem)
    return Finding(what, True)


def refused(what: str, problem: ConnectorError) -> Finding:
    """Return what a refusal finds missing."""
    return Finding(what, False, problem.reason, problem.detail)


def find_name(is_same: bool, name: str) -> Finding:
    """Say whether a token is the account's own, and whose it is."""
    return Finding("name", is_same, "" if is_same else "other_page", name)
