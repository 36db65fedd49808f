"""What the channels announce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palabre.connectors.facts import Fact


@dataclass(frozen=True, slots=True)
class FactReceived:
    """One fact of one account, as its network told it.

    `judged` is what was decided of it as it was heard, in a live chat.
    """

    account: int
    network: str
    fact: Fact
    received_at: datetime
    judged: Any = None


@dataclass(frozen=True, slots=True)
class FactsReceived:
    """A batch of facts of one workspace, in the order of arrival."""

    workspace: int
    facts: Sequence[FactReceived]
    now: datetime


@dataclass(frozen=True, slots=True)
class ActSettled:
    """An act came to its end on the network."""

    workspace: int
    act: int
    account: int
    message: int | None
    thread: int | None
    person: str
    verb: str
    state: str
    text: str
    external_id: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActsSettled:
    """Acts of one workspace came to their ends."""

    workspace: int
    acts: Sequence[ActSettled]
    now: datetime


@dataclass(frozen=True, slots=True)
class ActsCancelled:
    """Acts that had not begun were taken back."""

    workspace: int
    acts: Sequence[int]
