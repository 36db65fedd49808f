"""What is decided of a live chat as it is heard, between the listener and who decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from palabre.channels.events import FactReceived
from palabre.channels.outbox import Wanted


@dataclass(frozen=True, slots=True)
class Chat:
    """The account whose live chat is heard."""

    workspace: int
    account: int
    key: str
    network: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided of one message at once: told as JSON, with the acts to order."""

    decision: Mapping[str, Any]
    acts: Sequence[Wanted] = ()


class Judge(Protocol):
    """Decides on what is heard. It remembers what it counted, chat by chat."""

    def is_ready(self, chat: Chat, *, now: datetime) -> bool:
        """Say whether it remembers this chat; if not, it is to be told the latest messages."""
        ...

    def prepare(self, chat: Chat) -> None:
        """Load what deciding needs, before the first message is heard."""
        ...

    def recall(self, chat: Chat, received: Sequence[FactReceived], *, now: datetime) -> None:
        """Count what was heard before, the oldest first, and decide nothing."""
        ...

    def decide(
        self, chat: Chat, received: Sequence[FactReceived], *, now: datetime
    ) -> Mapping[int, Judged]:
        """Return, by their places, what is decided of what was said; in the workspace's scope."""
        ...


def tell_acts(account: int, change: bytes, acts: Sequence[Wanted]) -> list[dict[str, Any]]:
    """Return acts as the ledger's statement orders them, with the key of their change."""
    return [
        {
            "account": account,
            "change": change.hex(),
            "verb": one.verb,
            "text": one.text,
            "target": dict(one.target),
            "key": one.key,
            "state": "by_hand" if one.is_by_hand else "waiting",
            "actor": one.actor,
            "intent": one.intent,
        }
        for one in acts
    ]


def pack(judged: Judged) -> str:
    """Return a decision as the ledger keeps it."""
    return json.dumps(dict(judged.decision), ensure_ascii=False)
