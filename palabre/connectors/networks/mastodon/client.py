"""Calls of a Mastodon server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from palabre.connectors.calls import Call, ask, bearer
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.mastodon.limits import LIMITS


async def call(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
    *,
    key: str = "",
) -> Any:
    """Call the server and return its JSON; `ConnectorError` in every other case.

    `key` makes a second writing of the same status, within an hour, return the first.
    """
    is_read = method == "GET"
    headers = bearer(credentials) | ({"Idempotency-Key": key} if key else {})
    return await ask(
        client,
        Call(
            method,
            credentials.base_url.rstrip("/") + path,
            headers,
            query=dict(content) if is_read and content else None,
            json=dict(content) if content and not is_read else None,
        ),
        counted=LIMITS[:1],
    )


async def call_object(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any] | None = None,
    *,
    key: str = "",
) -> dict[str, Any]:
    """Call the server for an object; anything else is an answer that cannot be trusted."""
    told = await call(client, method, path, credentials, content, key=key)
    if not isinstance(told, dict):
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer is no object.")
    return told
