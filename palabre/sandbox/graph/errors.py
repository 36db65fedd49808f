"""Graph's refusals: the documented shape, codes and plausible statuses."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from palabre.sandbox.graph import networks
from palabre.sandbox.settings import Account

BUSY = {"call_count": 100, "total_cputime": 25, "total_time": 30}


class GraphError(Exception):
    """A refusal with its HTTP status, code and, perhaps, subcode and headers."""

    def __init__(
        self,
        status: int,
        message: str,
        code: int,
        subcode: int | None = None,
        *,
        kind: str = "OAuthException",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what the answer needs."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.subcode = subcode
        self.kind = kind
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        error: dict[str, Any] = {"message": str(self), "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


def no_token() -> GraphError:
    """No token came with the call."""
    return GraphError(400, "An access token is required to request this resource.", 104)


def bad_token() -> GraphError:
    """The token belongs to nobody."""
    return GraphError(401, "Invalid OAuth access token - Cannot parse access token", 190)


def expired_token() -> GraphError:
    """The token was good once."""
    message = "Error validating access token: Session has expired"
    return GraphError(401, message, 190, 463)


def unknown(verb: str, identifier: str) -> GraphError:
    """The object does not exist, or the token does not see it; Graph says both the same way."""
    message = (
        f"Unsupported {verb.lower()} request. Object with ID '{identifier}' does not exist, "
        "cannot be loaded due to missing permissions, or does not support this operation"
    )
    return GraphError(400, message, 100, 33, kind="GraphMethodException")


def invalid(message: str, *, subcode: int | None = None) -> GraphError:
    """A parameter is missing or wrong."""
    return GraphError(400, message, 100, subcode)


def window(account: Account) -> GraphError:
    """The person wrote too long ago; each network has its own words for it."""
    message, subcode = networks.of(account).OUTSIDE_WINDOW
    return GraphError(403, message, 10, subcode)


def rate_limited(*, sending: bool, retry_after: int) -> GraphError:
    """Too many calls: 613 when sending messages, 4 elsewhere."""
    headers = {
        "X-App-Usage": str(BUSY).replace("'", '"'),
        "Retry-After": str(retry_after),
    }
    if sending:
        message = "(#613) Calls to this api have exceeded the rate limit."
        return GraphError(400, message, 613, headers=headers)
    return GraphError(403, "(#4) Application request limit reached", 4, headers=headers)


def transient(*, down: bool) -> GraphError:
    """Graph's own trouble: 503 with code 2 when down, else 500 with code 1."""
    if down:
        message = "Service temporarily unavailable"
        return GraphError(503, message, 2)
    return GraphError(500, "An unknown error has occurred.", 1)


def blocked() -> GraphError:
    """The page did too much that looked abusive."""
    message = "(#368) The action attempted has been deemed abusive or is otherwise disallowed"
    return GraphError(400, message, 368)


def duplicate() -> GraphError:
    """The same words were just written there."""
    return GraphError(400, "(#506) Duplicate status message", 506)
