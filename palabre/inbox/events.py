"""What the inbox announces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MessagesReceived:
    """Messages were written or edited by people: they wait to be judged."""

    workspace: int
    messages: Sequence[int]
    now: datetime


@dataclass(frozen=True, slots=True)
class AnswersNeeded:
    """Conversations that nobody has newly need an answer, or their people wrote again."""

    workspace: int
    threads: Sequence[int]
    now: datetime
