"""Calls of TikTok's Business API: every answer is 200, and its `code` says what it is.

Source: TikTok's manual of return codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.calls import Call, error_of, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.reading import inner, text_of

ROOT = "/open_api/v1.3/business/"
RATE_WAIT = timedelta(seconds=60)
RATE_CODES = frozenset({40016, 40100, 40132, 40133})
TOKEN_CODES = frozenset({40102, 40103, 40104, 40105})
REASONS: Mapping[int, str] = {
    40001: "permission",
    40002: "invalid",
    40007: "gone",
    40064: "tiktok_message_rules",
    40908: "invalid",
}
OUR_FAULT = range(40000, 50000)


async def call(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Call TikTok in the account's name and return `data`; `ConnectorError` in every other case."""
    headers = {"Access-Token": credentials.secrets.get("access_token", "")}
    wanted = {"business_id": credentials.external_id} | dict(content or {})
    return await ask(
        client, method, credentials.base_url.rstrip("/") + ROOT + path, headers, wanted
    )


async def ask(
    client: httpx.AsyncClient,
    method: str,
    address: str,
    headers: Mapping[str, str],
    wanted: Mapping[str, Any],
) -> dict[str, Any]:
    """Send a call and return `data` of its answer; `ConnectorError` in every other case."""
    is_read = method == "GET"
    query, json = (wanted, None) if is_read else (None, wanted)
    answer = await send(client, Call(method, address, headers, query=query, json=json))
    if not 200 <= answer.status < 300:
        raise error_of(answer)
    told = answer.body if isinstance(answer.body, dict) else {}
    if told.get("code") != 0:
        raise refusal_of(told)
    return inner(told, "data")


def refusal_of(told: Mapping[str, Any]) -> ConnectorError:
    """Return what an answer that is no success means for us."""
    code, detail = told.get("code"), text_of(told.get("message"))[:500]
    if not isinstance(code, int):
        return ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer has no code.")
    if code in RATE_CODES:
        return ConnectorError(
            Failure.TRY_AGAIN, "rate_limit", detail=detail, wait=RATE_WAIT, whole_account=True
        )
    if code in TOKEN_CODES:
        return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    if code in OUR_FAULT:
        return ConnectorError(Failure.REFUSED, REASONS.get(code, "refused"), detail=detail)
    return ConnectorError(Failure.UNKNOWN, "network_down", detail=detail)
