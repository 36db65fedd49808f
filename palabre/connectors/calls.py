"""One call of a network's HTTP API: what a lost answer, a refusal or a limit means for us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from palabre.connectors import limits
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.reading import NOT_JSON

LONGEST_WAIT = timedelta(days=1)
"""A network that names a longer wait is asked again all the same."""
REASONS: Mapping[int, tuple[Failure, str]] = {
    401: (Failure.SIGN_IN_AGAIN, "token"),
    403: (Failure.REFUSED, "permission"),
    404: (Failure.REFUSED, "gone"),
    410: (Failure.REFUSED, "gone"),
    422: (Failure.REFUSED, "invalid"),
    429: (Failure.TRY_AGAIN, "rate_limit"),
}
"""What a status means where the network's own words say no more."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request: to a whole address, with what it carries. One of `json` and `form`, or none."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | list[str]] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers, and the JSON; None for an empty body."""

    status: int
    headers: Mapping[str, str]
    body: Any


def bearer(credentials: Credentials) -> dict[str, str]:
    """Return the header by which the account's token proves who asks (RFC 6750)."""
    return {"Authorization": f"Bearer {credentials.secrets.get('access_token', '')}"}


async def send(client: httpx.AsyncClient, call: Call) -> Answer:
    """Send a request and return its answer, whatever its status.

    A request that surely did not arrive may be tried again. One whose answer was lost, or is
    not JSON, has an unknown outcome: look before repeating it.
    """
    try:
        answer = await client.request(
            call.method,
            call.address,
            headers=dict(call.headers),
            params=call.query,
            json=call.json,
            data=dict(call.form) if call.form is not None else None,
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
        raise ConnectorError(Failure.TRY_AGAIN, "unreachable", detail=str(problem)) from problem
    except (httpx.TransportError, httpx.DecodingError) as problem:
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail=str(problem)) from problem
    try:
        body = msgspec.json.decode(answer.content) if answer.content else None
    except NOT_JSON as problem:
        if not answer.is_success:
            return Answer(answer.status_code, answer.headers, None)
        raise ConnectorError(
            Failure.UNKNOWN, "no_answer", detail=f"HTTP {answer.status_code}, not JSON"
        ) from problem
    return Answer(answer.status_code, answer.headers, body)


async def ask(
    client: httpx.AsyncClient, call: Call, *, counted: Sequence[limits.Limit] = ()
) -> Any:
    """Send a request and return its JSON; `ConnectorError` for every other status than 2xx."""
    answer = await send(client, call)
    limits.note(answer.headers, counted, date_of(answer.headers))
    if 200 <= answer.status < 300:
        return answer.body
    raise error_of(answer, counted=counted)


def error_of(
    answer: Answer, *, detail: str = "", counted: Sequence[limits.Limit] = ()
) -> ConnectorError:
    """Return what a refusal means for us, by its status alone."""
    failure, reason = REASONS.get(answer.status, (Failure.REFUSED, "refused"))
    if answer.status >= 500:
        failure, reason = Failure.UNKNOWN, "network_down"
    said = (detail or _said(answer.body) or f"HTTP {answer.status}")[:500]
    is_limit = answer.status == httpx.codes.TOO_MANY_REQUESTS
    wait = read_wait(answer.headers, counted) if is_limit else None
    is_account = failure == Failure.SIGN_IN_AGAIN or is_limit
    return ConnectorError(failure, reason, detail=said, wait=wait, whole_account=is_account)


def read_wait(headers: Mapping[str, str], counted: Sequence[limits.Limit] = ()) -> timedelta | None:
    """Return how long the network wants us to wait: `Retry-After`, else its own reset."""
    now = date_of(headers)
    names = ["retry-after", *(one.headers.resets for one in counted if one.headers)]
    for name in names:
        moment = limits.read_moment(headers.get(name, ""), now)
        if moment is not None:
            return max(timedelta(0), min(moment - now, LONGEST_WAIT))
    return None


def date_of(headers: Mapping[str, str]) -> datetime:
    """Return the network's own time, as the answer's `Date` tells it; else 1970."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _said(body: Any) -> str:
    """Return the sentence of an error, under the names that networks commonly use."""
    if not isinstance(body, dict):
        return ""
    for name in ("error_description", "message", "detail", "title", "error"):
        if isinstance(body.get(name), str):
            return str(body[name])
    return ""
