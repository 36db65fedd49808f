"""Twitch on the square: names, its socket and its addresses."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from palabre.sandbox import facts
from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.twitch import calls, events
from palabre.sandbox.networks.twitch.sessions import Sessions
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account, username
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

CAPACITY, WINDOW = 800, 60
LASTS = 14_124
SCOPES = ("user:read:chat", "user:write:chat", "user:manage:whispers", "chat:read")
SENTENCES: Mapping[Trouble, tuple[int, str, str]] = {
    Trouble.NO_TOKEN: (401, "Unauthorized", "OAuth token is missing"),
    Trouble.BAD_TOKEN: (401, "Unauthorized", "Invalid OAuth token"),
    Trouble.EXPIRED: (401, "Unauthorized", "Invalid OAuth token"),
    Trouble.LIMITED: (429, "Too Many Requests", "Your request exceeded the rate limit"),
    Trouble.DOWN: (503, "Service Unavailable", "Service unavailable"),
    Trouble.BROKEN: (500, "Internal Server Error", "Internal server error"),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Helix's words."""
    status, error, message = SENTENCES[bad.trouble]
    headers = {
        "Ratelimit-Limit": str(CAPACITY),
        "Ratelimit-Remaining": "0",
        "Ratelimit-Reset": str(int(time.time()) + max(1, bad.wait)),
    }
    body = {"error": error, "status": status, "message": message}
    return Refusal(status, body, headers if status == 429 else None)


class Twitch(Network):
    """A channel and its live chat."""

    name = "twitch"
    title = "Twitch"
    base = "twitch"
    can_edit = False

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self.sessions = Sessions()
        self._spent: dict[str, tuple[float, int]] = {}
        self._door = Door(self.name, refuse, self._limits)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/oauth2/authorize",
            token="/oauth2/token",  # noqa: S106 - an address
            revoke="/oauth2/revoke",
            lasts=LASTS,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return an id such as chat messages have."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{post}/{number}"))

    def message_id(self, number: int) -> str:
        """Return an id such as whispers have."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))

    def _limits(self, square: Square, account: Account) -> Mapping[str, str]:
        """Count a call, and tell how many points are left of this minute."""
        now = time.time()
        since, count = self._spent.get(account.key, (now, 0))
        if now - since >= WINDOW:
            since, count = now, 0
        self._spent[account.key] = (since, count + 1)
        return {
            "Ratelimit-Limit": str(CAPACITY),
            "Ratelimit-Remaining": str(max(0, CAPACITY - count - 1)),
            "Ratelimit-Reset": str(int(since + WINDOW)),
        }

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of Helix, of the socket and of the sign-in."""
        subscribe = calls.subscribe(self.sessions)
        table = (*calls.TABLE, ("POST", "/helix/eventsub/subscriptions", subscribe))
        return [
            *self._sign_in.routes(),
            Route("/oauth2/validate", self._validate, methods=["GET"]),
            WebSocketRoute("/ws", self.sessions.serve),
            *(self._door.route(method, path, answer) for method, path, answer in table),
        ]

    async def _validate(self, request: Request) -> Response:
        """Tell whose token this is. The token may come as `OAuth` or as `Bearer`."""
        square: Square = request.app.state.square
        square.refresh()
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        account = square.configuration.by_token.get(token)
        if account is None or square.world.weather(account.key).token_expired:
            return JSONResponse({"status": 401, "message": "invalid access token"}, 401)
        login = username(account.name).replace(".", "_")
        told = {"client_id": "square", "login": login, "user_id": account.page_id}
        return JSONResponse(told | {"scopes": list(SCOPES), "expires_in": LASTS})

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Push what happens down the sockets; what AutoMod holds is hidden from the chat."""
        for account, type, event in events.of_fact(square, fact):
            if account.network != self.name:
                continue
            self.sessions.tell(account.key, type, event)
            if type == "automod.message.hold":
                held = facts.CommentHidden(id=event["message_id"], hidden=True, at=time.time())
                square.record(held)
