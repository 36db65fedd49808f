"""Calls of LinkedIn's REST interface, and what its refusals mean for us.

Source: LinkedIn's manuals of versioning, of Rest.li 2.0 and of errors. A version lives about a
year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.calls import Answer, Call, bearer, date_of, error_of, read_wait, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.reading import text_of

VERSION = "202610"
OLD_VERSION = 426
UNKNOWN_VERSION = "version"


async def call(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Call LinkedIn and return its JSON, an empty object for none; `ConnectorError` else.

    `path` holds its query as Rest.li writes it, with brackets and commas of its own.
    """
    headers = bearer(credentials) | {
        "LinkedIn-Version": VERSION,
        "X-Restli-Protocol-Version": "2.0.0",
    }
    address = f"{credentials.base_url.rstrip('/')}/rest/{path}"
    json = dict(content) if content is not None else None
    answer = await send(client, Call(method, address, headers, json=json))
    if not 200 <= answer.status < 300:
        raise refusal_of(answer)
    if answer.body is None:
        return {}
    if not isinstance(answer.body, dict):
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer is no object.")
    return answer.body


def refusal_of(answer: Answer) -> ConnectorError:
    """Return what a refusal means for us."""
    body = answer.body if isinstance(answer.body, dict) else {}
    detail = text_of(body.get("message"))[:500]
    is_bad = answer.status == httpx.codes.BAD_REQUEST
    if answer.status == OLD_VERSION or (is_bad and UNKNOWN_VERSION in detail.lower()):
        return ConnectorError(Failure.REFUSED, "linkedin_version", detail=detail)
    if answer.status == httpx.codes.TOO_MANY_REQUESTS:
        wait = read_wait(answer.headers) or until_midnight(answer.headers)
        return ConnectorError(
            Failure.TRY_AGAIN, "rate_limit", detail=detail, wait=wait, whole_account=True
        )
    if is_bad:
        return ConnectorError(Failure.REFUSED, "invalid", detail=detail)
    return error_of(answer, detail=detail)


def until_midnight(headers: Mapping[str, str]) -> timedelta:
    """Return how long LinkedIn's day still lasts; it begins at midnight, UTC."""
    now = date_of(headers)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1) - now
