"""Calls of the YouTube Data API, and what its errors mean.

Source: YouTube Data API, errors: `error.errors[].reason` says more than the status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.calls import Answer, Call, bearer, date_of, error_of, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.youtube.limits import UNITS
from palabre.connectors.reading import inner, objects, text_of

HOME = "https://youtube.googleapis.com"
PREFIX = "/youtube/v3"
A_MOMENT = timedelta(seconds=60)
OVER = frozenset({"quotaExceeded", "dailyLimitExceeded"})
"""Nothing more is given before the next midnight in California."""
TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
GONE = frozenset({
    "commentNotFound", "commentThreadNotFound", "videoNotFound", "notFound", "liveChatNotFound",
    "liveChatEnded", "liveChatDisabled", "liveChatMessageNotFound", "commentsDisabled",
})  # fmt: skip
SIGNED_OUT = frozenset({"authError", "invalid_grant", "youtubeSignupRequired"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: its method, its path, its parameters, and the JSON that it sends."""

    method: str
    path: str
    query: Mapping[str, str]
    json: Mapping[str, Any] | None = None


async def call(client: httpx.AsyncClient, credentials: Credentials, asked: Ask) -> dict[str, Any]:
    """Ask YouTube and return its object, empty for an empty body; `ConnectorError` if not."""
    answer = await send(
        client,
        Call(
            asked.method,
            f"{credentials.base_url.rstrip('/')}{PREFIX}{asked.path}",
            bearer(credentials),
            query=dict(asked.query),
            json=dict(asked.json) if asked.json is not None else None,
        ),
    )
    if 200 <= answer.status < 300:
        return answer.body if isinstance(answer.body, dict) else {}
    raise refusal(answer)


def refusal(answer: Answer) -> ConnectorError:
    """Return what a refusal means, by its reason where it gives one that we know."""
    error, reason = _error_of(answer), reason_of(answer)
    detail = f"{reason}: {text_of(error.get('message'))}".strip(": ")[:500]
    if reason in OVER:
        now = date_of(answer.headers)
        wait = UNITS.end_of_window(now) - now
        return _limit(detail, wait)
    if reason in TOO_FAST:
        return _limit(detail, A_MOMENT)
    if reason in GONE:
        return ConnectorError(Failure.REFUSED, "gone", detail=detail)
    if reason in SIGNED_OUT:
        return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    if reason == "processingFailure":
        return ConnectorError(Failure.UNKNOWN, "network_down", detail=detail)
    if answer.status == httpx.codes.BAD_REQUEST:
        return ConnectorError(Failure.REFUSED, "invalid", detail=detail)
    return error_of(answer, detail=detail)


def reason_of(answer: Answer) -> str:
    """Return the word by which Google says why, empty when it says none."""
    return next(
        (text_of(one.get("reason")) for one in objects(_error_of(answer).get("errors"))), ""
    )


def _error_of(answer: Answer) -> dict[str, Any]:
    return inner(answer.body, "error") if isinstance(answer.body, dict) else {}


def _limit(detail: str, wait: timedelta) -> ConnectorError:
    return ConnectorError(
        Failure.TRY_AGAIN, "rate_limit", detail=detail, wait=wait, whole_account=True
    )


def items(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the things of a list."""
    return objects(told.get("items"))


def snippet(item: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a thing."""
    return inner(item, "snippet")
