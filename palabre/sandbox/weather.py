"""What the weather does to a call of a network: refused, broken, or its answer lost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from palabre.sandbox.settings import Account

if TYPE_CHECKING:
    from palabre.sandbox.square import Square


class Trouble(StrEnum):
    """Why a call is not answered as it should be."""

    NO_TOKEN = "no_token"  # noqa: S105 - names of troubles.
    BAD_TOKEN = "bad_token"  # noqa: S105
    EXPIRED = "expired"
    LIMITED = "limited"
    DOWN = "down"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Bad:
    """A trouble, and after how many seconds to try again."""

    trouble: Trouble
    wait: int = 0


def look(square: Square, account: Account) -> Bad | None:
    """Return what befalls this call; nothing was done then."""
    weather = square.world.weather(account.key)
    until = weather.rate_limited_until - time.time()
    if until > 0:
        return Bad(Trouble.LIMITED, max(1, round(until)))
    if weather.rate_limited_next and square.take_one(account.key, "rate_limited_next"):
        return Bad(Trouble.LIMITED, 1)
    unlucky = weather.graph_errors and square.chance.random() < weather.graph_errors
    if unlucky or (weather.graph_errors_next and square.take_one(account.key, "graph_errors_next")):
        return Bad(Trouble.DOWN if square.chance.random() < 0.5 else Trouble.BROKEN)
    return None


def is_answer_lost(square: Square, account: Account) -> bool:
    """Say whether this act's answer is lost on its way; the act is done."""
    weather = square.world.weather(account.key)
    if weather.lost_answers and square.chance.random() < weather.lost_answers:
        return True
    return bool(weather.lost_answers_next) and square.take_one(account.key, "lost_answers_next")


class LostAnswer(Response):
    """The fault: the answer begins, then the connection closes before it is complete."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and one byte of the body; the server closes what is left incomplete."""
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        await send({"type": "http.response.body", "body": self.body[:1] or b"{", "more_body": True})
