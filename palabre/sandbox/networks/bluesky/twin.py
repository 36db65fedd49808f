"""A Bluesky server on the square: names, sessions, limits, and its addresses."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from palabre.sandbox.door import Refusal, read_content
from palabre.sandbox.networks.bluesky import entities, oauth, reading, talking, writing
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.oauth import REFRESH
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

WINDOW, CAPACITY = 300, 3000
ANSWERS: Mapping[Trouble, tuple[int, str, str]] = {
    Trouble.NO_TOKEN: (401, "AuthMissing", "Authentication Required"),
    Trouble.BAD_TOKEN: (400, "InvalidToken", "Token could not be verified"),
    Trouble.EXPIRED: (400, "ExpiredToken", "Token has expired"),
    Trouble.LIMITED: (429, "RateLimitExceeded", "Rate Limit Exceeded"),
    Trouble.DOWN: (502, "UpstreamFailure", "Upstream Failure"),
    Trouble.BROKEN: (500, "InternalServerError", "Internal Server Error"),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Bluesky's words."""
    status, name, sentence = ANSWERS[bad.trouble]
    limits = _limits(0, time.time() + bad.wait) if bad.trouble == Trouble.LIMITED else None
    return Refusal(status, {"error": name, "message": sentence}, limits)


def _limits(remaining: int, resets: float) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(CAPACITY),
        "RateLimit-Remaining": str(max(0, remaining)),
        "RateLimit-Reset": str(round(resets)),
        "RateLimit-Policy": f"{CAPACITY};w={WINDOW}",
    }


class Bluesky(Network):
    """Bluesky. On the square, the app password of an account is its access token."""

    name = "bluesky"
    title = "Bluesky"
    base = "bluesky"
    can_edit = False

    def __init__(self) -> None:
        """Begin with nobody counted."""
        self._calls: dict[str, tuple[float, int]] = {}
        self._door = oauth.BoundDoor(self.name, refuse, self._count)
        self._by_oauth = oauth.BlueskySignIn(
            network=self.name,
            title=self.title,
            authorize="/oauth/authorize",
            token="/oauth/token",  # noqa: S106 - an address
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a record key."""
        return entities.key_of(number)

    def message_id(self, number: int) -> str:
        """Return the id of a message in its conversation."""
        return entities.key_of(number, "3m")

    def _count(self, square: Square, account: Account) -> Mapping[str, str]:
        """Count a call, and tell how many are left in the window."""
        now = time.time()
        since, count = self._calls.get(account.key, (now, 0))
        if now - since >= WINDOW:
            since, count = now, 0
        self._calls[account.key] = (since, count + 1)
        return _limits(CAPACITY - count - 1, since + WINDOW)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of the server."""
        table = (*reading.TABLE, *writing.TABLE, *talking.TABLE)
        session = "/xrpc/com.atproto.server"
        return [
            *self._by_oauth.routes(),
            Route(f"{session}.createSession", self._sign_in, methods=["POST"]),
            Route(f"{session}.refreshSession", self._renew, methods=["POST"]),
            *(self._door.route(method, f"/xrpc/{name}", answer) for method, name, answer in table),
        ]

    async def _sign_in(self, request: Request) -> Response:
        """Open a session for a name or an identity, and the app password."""
        square: Square = request.app.state.square
        square.refresh()
        told = await read_content(request)
        account = square.configuration.by_token.get(str(told.get("password", "")))
        if account is not None and str(told.get("identifier", "")) in _names(account):
            return self._open(square, account)
        return self._wrong()

    async def _renew(self, request: Request) -> Response:
        """Open a session for the refresh token of another."""
        square: Square = request.app.state.square
        square.refresh()
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        account = square.configuration.by_token.get(token.removeprefix(REFRESH))
        if account is None or not token.startswith(REFRESH):
            return JSONResponse({"error": "ExpiredToken", "message": "Token has been revoked"}, 400)
        return self._open(square, account)

    def _open(self, square: Square, account: Account) -> Response:
        if account.network != self.name or square.world.weather(account.key).sign_in_over:
            return self._wrong()
        square.change_faults(account.key, {"token_expired": False})
        square.commit()
        person = entities.person(account, entities.brand(account))
        told = {
            "accessJwt": account.access_token,
            "refreshJwt": REFRESH + account.access_token,
            "did": person["did"],
            "handle": person["handle"],
            "active": True,
        }
        return JSONResponse(told)

    @staticmethod
    def _wrong() -> Response:
        sentence = "Invalid identifier or password"
        return JSONResponse({"error": "AuthenticationRequired", "message": sentence}, 401)


def _names(account: Account) -> set[str]:
    person = entities.person(account, entities.brand(account))
    return {person["did"], person["handle"]}
