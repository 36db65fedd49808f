"""What moderation announces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MessagesDecided:
    """Decisions were written on messages; the threads that hold them changed."""

    workspace: int
    messages: Sequence[int]
    now: datetime
