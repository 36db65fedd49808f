"""Calls of the Graph API, and what its errors mean for us.

Source: Meta's Graph API error reference; codes and subcodes as documented in docs/networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import msgspec

from palabre.connectors.contract import ConnectorError, Credentials, Failure
from palabre.connectors.graph.envelope import NOT_JSON

VERSION = "v26.0"
RATE_CODES = frozenset({4, 17, 32, 341, 613, 1390008})
SIGN_IN_CODES = frozenset({102, 190})
TRANSIENT_CODES = frozenset({1, 2})
GONE_SUBCODE = 33
LONGEST_WAIT = timedelta(days=1)
"""A network that names a longer wait is asked again all the same."""
DUPLICATE_CODE = 506
REASONS: Mapping[tuple[int, int], str] = {
    (10, 2018278): "outside_window",
    (10, 2534022): "outside_window",
    (10, 1893063): "page_restricted",
    (10, 2018300): "already_replied",
    (100, 1893061): "tag_removed",
    (100, GONE_SUBCODE): "gone",
    (100, 2018001): "person_unavailable",
    (100, 2018065): "already_replied",
    (100, 2018292): "already_replied",
}
REASONS_BY_CODE: Mapping[int, str] = {
    10: "permission",
    100: "invalid",
    368: "policy_block",
    551: "person_unavailable",
}


async def call(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Call the Graph API and return its JSON; `ConnectorError` in every other case.

    A request that surely did not arrive may be tried again. One whose answer was lost, or
    that failed inside the network, has an unknown outcome: look before repeating it.
    """
    address = f"{credentials.base_url.rstrip('/')}/{VERSION}/{path.lstrip('/')}"
    headers = {"Authorization": f"Bearer {credentials.secrets['access_token']}"}
    is_read = method == "GET"
    try:
        answer = await client.request(
            method,
            address,
            headers=headers,
            params=dict(content) if is_read and content else None,
            json=dict(content) if content and not is_read else None,
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
        raise ConnectorError(Failure.TRY_AGAIN, "unreachable", detail=str(problem)) from problem
    except httpx.TransportError as problem:
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail=str(problem)) from problem
    try:
        read = msgspec.json.decode(answer.content)
    except NOT_JSON as problem:
        raise ConnectorError(
            Failure.UNKNOWN, "no_answer", detail=f"HTTP {answer.status_code}, not JSON"
        ) from problem
    if answer.is_success and isinstance(read, dict) and "error" not in read:
        return read
    raise error_from(answer.status_code, answer.headers, read)


def error_from(status: int, headers: Mapping[str, str], body: Any) -> ConnectorError:
    """Return the error that an answer means for us."""
    error = body.get("error", {}) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    detail = str(error.get("message", f"HTTP {status}"))[:500]
    if code in SIGN_IN_CODES:
        return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    if code in RATE_CODES or status == 429:
        wait = _wait(headers)
        return ConnectorError(
            Failure.TRY_AGAIN, "rate_limit", detail=detail, wait=wait, whole_account=True
        )
    if code == DUPLICATE_CODE:
        return ConnectorError(Failure.UNKNOWN, "duplicate", detail=detail)
    if code in TRANSIENT_CODES or status >= 500:
        return ConnectorError(Failure.UNKNOWN, "network_down", detail=detail)
    reason = REASONS.get((code, subcode)) or REASONS_BY_CODE.get(code)
    if reason is None:
        reason = "permission" if 200 <= code < 300 else "refused"
    return ConnectorError(Failure.REFUSED, reason, detail=detail)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    value = headers.get("retry-after", "")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        return None
    return min(timedelta(seconds=int(value)), LONGEST_WAIT)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
