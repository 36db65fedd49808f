"""Calls of the server that holds an account: XRPC, and what its refusals mean for us.

Source: the AT Protocol's XRPC specification. Errors are `{"error": name, "message": sentence}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from palabre.connectors import dpop, limits
from palabre.connectors.calls import Answer, Call, date_of, error_of, send
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky.limits import find_told
from palabre.connectors.networks.bluesky.proofs import send_with_proof
from palabre.connectors.reading import text_of

HOME = "https://bsky.social"
CHAT = "did:web:api.bsky.chat#bsky_chat"
"""The service that keeps private messages; the account's server passes calls on to it."""
SIGNED_OUT = frozenset(
    {"invalid_token", "ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired",
     "AccountTakedown", "AccountDeactivated", "AccountSuspended"}
)  # fmt: skip
GONE = frozenset({"RecordNotFound", "NotFound", "RepoNotFound", "CouldNotLocateRecord",
                  "InvalidConvo", "MessageDeleted"})  # fmt: skip
NOT_ALLOWED = frozenset({"BlockedActor", "BlockedByActor", "ConvoLocked", "BadTokenScope"})
SWAPPED = "swapped"
"""The reason when a record was changed by somebody else between our reading and our writing."""


class Server:
    """One account's calls. Those of private messages go through `chat`."""

    def __init__(
        self, credentials: Credentials, client: httpx.AsyncClient, *, service: str = ""
    ) -> None:
        """Keep who asks and how."""
        self.credentials = credentials
        self.client = client
        self._service = service

    @property
    def account(self) -> str:
        """Return the account's own identity."""
        return self.credentials.external_id

    @property
    def chat(self) -> Server:
        """Return the same account's calls of the service of private messages."""
        return Server(self.credentials, self.client, service=CHAT)

    async def get(self, name: str, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask; `ConnectorError` when there is no answer that can be read."""
        return await self._call("GET", name, query=query)

    async def post(self, name: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Do; `ConnectorError` when it was not done, or nobody knows."""
        return await self._call("POST", name, content=content)

    async def _call(
        self,
        method: str,
        name: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        address = f"{self.credentials.base_url.rstrip('/')}/xrpc/{name}"
        headers = {"atproto-proxy": self._service} if self._service else {}
        call = Call(method, address, headers, query, content)
        secrets = self.credentials.secrets
        token, key = secrets.get("access_token", ""), secrets.get("dpop_key", "")
        if key:
            answer = await send_with_proof(self.client, call, dpop.read_key(key), token=token)
            told = read_answer(answer)
        else:
            told = await send_call(
                self.client, replace(call, headers=headers | authorization(token))
            )
        if told is not None and not isinstance(told, dict):
            raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer is no object.")
        return told or {}


def authorization(token: str) -> dict[str, str]:
    """Return the header that proves who asks."""
    return {"Authorization": f"Bearer {token}"} if token else {}


async def send_call(client: httpx.AsyncClient, call: Call) -> Any:
    """Send one call and return its JSON."""
    return read_answer(await send(client, call))


def read_answer(answer: Answer) -> Any:
    """Return the JSON of an answer, or raise what its refusal means; note its limits."""
    counted = find_told(answer.headers)
    limits.note(answer.headers, counted, date_of(answer.headers))
    if 200 <= answer.status < 300:
        return answer.body
    raise refusal_of(answer)


def refusal_of(answer: Answer) -> ConnectorError:
    """Return what a refusal means for us, by the name of the error, else by its status."""
    body = answer.body if isinstance(answer.body, dict) else {}
    name, said = text_of(body.get("error")), text_of(body.get("message"))
    detail = f"{name}: {said}"[:500] if name else ""
    if name == "InvalidToken" and said.startswith("Bad token"):
        # An app password that was made without leave to read private messages.
        return ConnectorError(Failure.REFUSED, "permission", detail=detail)
    if name in SIGNED_OUT:
        return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    if name == "InvalidSwap":
        return ConnectorError(Failure.TRY_AGAIN, SWAPPED, detail=detail)
    for names, reason in ((GONE, "gone"), (NOT_ALLOWED, "permission")):
        if name in names:
            return ConnectorError(Failure.REFUSED, reason, detail=detail)
    if answer.status == httpx.codes.BAD_REQUEST:
        reason = "gone" if said.startswith("Could not locate record") else "invalid"
        return ConnectorError(Failure.REFUSED, reason, detail=detail)
    return error_of(answer, detail=detail, counted=find_told(answer.headers))
