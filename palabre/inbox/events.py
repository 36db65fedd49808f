"""What the inbox announces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MessagesReceived:
    """Messages were written or edited by people: they wait to be judged.

    `judged` is what was decided of some of them as they were heard, in a live chat.
    """

    workspace: int
    messages: Sequence[int]
    now: datetime
    judged: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswersNeeded:
    """Conversations that nobody has newly need an answer, or their people wrote again."""

    workspace: int
    threads: Sequence[int]
    now: datetime
