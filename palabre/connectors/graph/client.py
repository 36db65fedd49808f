"""Calls of the Graph API, and what its errors mean for us.

Source: Meta's Graph API error reference; codes and subcodes as documented in docs/networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from palabre.connectors.calls import Call, read_wait, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure

VERSION = "v26.0"
RATE_CODES = frozenset({4, 17, 32, 341, 613, 1390008})
SIGN_IN_CODES = frozenset({102, 190})
TRANSIENT_CODES = frozenset({1, 2})
GONE_SUBCODE = 33
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
    in_query = method in {"GET", "DELETE"}
    wanted = dict(content) if content else None
    answer = await send(
        client,
        Call(
            method,
            address,
            headers,
            query=wanted if in_query else None,
            json=None if in_query else wanted,
        ),
    )
    read = answer.body
    if 200 <= answer.status < 300 and isinstance(read, dict) and "error" not in read:
        return read
    raise error_from(answer.status, answer.headers, read)


DIRECT = "instagram"
"""The way of signing in that needs no page: the profile itself, on a host of its own."""


def is_direct(credentials: Credentials) -> bool:
    """Say whether an account was signed in on Instagram, and not through a page of Facebook."""
    return credentials.secrets.get("way") == DIRECT


def page_of(credentials: Credentials) -> str:
    """Return what messages and subscriptions belong to: the page behind a profile, or itself."""
    return credentials.secrets.get("page") or credentials.external_id


def error_from(status: int, headers: Mapping[str, str], body: Any) -> ConnectorError:
    """Return the error that an answer means for us."""
    error = body.get("error", {}) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    detail = str(error.get("message", f"HTTP {status}"))[:500]
    if code in SIGN_IN_CODES:
        return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    if code in RATE_CODES or status == 429:
        wait = read_wait(headers)
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


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
