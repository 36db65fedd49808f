"""Calls of X's API v2, and what its refusals mean for us.

Source: X's manual of errors (RFC 7807 problems). A limit is that of one address, not of the whole
account; an answer may be 200 and hold only `errors`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors import limits
from palabre.connectors.calls import Answer, Call, bearer, date_of, error_of, read_wait, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.x.limits import POSTS
from palabre.connectors.reading import inner, objects, text_of

CREDIT_WAIT = timedelta(hours=1)
PAYMENT = frozenset({"usage-capped", "credits-depleted"})
GONE = frozenset({"resource-not-found"})


async def call(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
    *,
    counted: Sequence[limits.Limit] = (),
) -> dict[str, Any]:
    """Call X and return its JSON; `ConnectorError` in every other case.

    `counted` is the limit of this address, of which X tells its own count.
    """
    is_read = method == "GET"
    answer = await send(
        client,
        Call(
            method,
            credentials.base_url.rstrip("/") + path,
            bearer(credentials),
            query=dict(content) if content and is_read else None,
            json=dict(content) if content and not is_read else None,
        ),
    )
    limits.note(answer.headers, counted, date_of(answer.headers))
    if not 200 <= answer.status < 300:
        raise refusal_of(answer, counted)
    if not isinstance(answer.body, dict):
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer is no object.")
    problems = objects(answer.body.get("errors"))
    if problems and "data" not in answer.body:
        raise _of_problem(problems[0])
    return answer.body


def refusal_of(answer: Answer, counted: Sequence[limits.Limit] = ()) -> ConnectorError:
    """Return what a refusal means for us."""
    body = answer.body if isinstance(answer.body, dict) else {}
    kind, detail = _kind(body), _said(body)
    if answer.status == httpx.codes.PAYMENT_REQUIRED or kind in PAYMENT:
        return ConnectorError(
            Failure.TRY_AGAIN, "x_no_credit", detail=detail, wait=CREDIT_WAIT, whole_account=True
        )
    if answer.status == httpx.codes.TOO_MANY_REQUESTS:
        wait = read_wait(answer.headers, counted or (POSTS,))
        return ConnectorError(Failure.TRY_AGAIN, "rate_limit", detail=detail, wait=wait)
    if answer.status == httpx.codes.FORBIDDEN and "duplicate content" in detail.lower():
        return ConnectorError(Failure.UNKNOWN, "duplicate", detail=detail)
    if answer.status == httpx.codes.BAD_REQUEST:
        return ConnectorError(Failure.REFUSED, "invalid", detail=detail)
    return error_of(answer, detail=detail)


def _of_problem(problem: Mapping[str, Any]) -> ConnectorError:
    """Return what a problem inside an answer of 200 means: there is no data."""
    reason = "gone" if _kind(problem) in GONE else "permission"
    return ConnectorError(Failure.REFUSED, reason, detail=_said(problem))


def _kind(problem: Mapping[str, Any]) -> str:
    """Return the last part of a problem's type: `https://…/problems/usage-capped`."""
    return text_of(problem.get("type")).rpartition("/")[2]


def _said(problem: Mapping[str, Any]) -> str:
    first = next(iter(objects(problem.get("errors"))), {})
    told = (*map(problem.get, ("detail", "title")), first.get("message"), first.get("detail"))
    return next((text_of(one)[:500] for one in told if one), "")


def data_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return the one object that an answer holds."""
    return inner(told, "data")
