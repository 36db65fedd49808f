"""Twitch on the square: names, its socket and its addresses."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from palabre.sandbox import facts
from palabre.sandbox.door import Door, Refusal, read_content
from palabre.sandbox.facts import AnyFact, EventOwed
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.twitch import calls, events, webhooks
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
    most_at_once = 1

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self.sessions = Sessions()
        self._secrets: dict[str, str] = {}
        self._spent: dict[str, tuple[float, int]] = {}
        self._door = Door(self.name, refuse, self._limits)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/oauth2/authorize",
            token="",
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
        subscriptions = webhooks.AppDoor(self.name, refuse, self._limits)
        return [
            Route("/oauth2/token", self._tokens, methods=["POST"]),
            *self._sign_in.routes(),
            *(
                subscriptions.route(method, "/helix/eventsub/subscriptions", answer)
                for method, answer in webhooks.table(calls.subscribe(self.sessions))
            ),
            Route("/oauth2/validate", self._validate, methods=["GET"]),
            WebSocketRoute("/ws", self.sessions.serve),
            *(self._door.route(method, path, answer) for method, path, answer in calls.TABLE),
        ]

    async def _tokens(self, request: Request) -> Response:
        """Give the app a token of its own; everybody else goes on to the sign-in."""
        told = await read_content(request)
        if told.get("grant_type") == "client_credentials":
            return JSONResponse({"access_token": webhooks.APP_TOKEN, "token_type": "bearer"})
        return await self._sign_in.give(request)

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

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery by webhook: one event."""
        return msgspec.json.encode(events[0].value)

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery, signed with the subscription's own secret."""
        return webhooks.sign(body, self._secrets.get(account.key, ""))

    def cut(self, account: Account, *, move_to: str = "") -> int:
        """End the sockets of a channel, or move them to another address as Twitch does at times."""
        address = f"{move_to.replace('http', 'ws', 1)}{self.base}/ws" if move_to else ""
        return self.sessions.cut(account.key, address)

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Push what happens down the sockets; what AutoMod holds is hidden from the chat."""
        for account, type, event in events.of_fact(square, fact):
            if account.network != self.name:
                continue
            self.sessions.tell(account.key, type, event)
            asked = webhooks.subscription_of(square, account, type)
            if asked is not None and asked["status"] == "enabled":
                told = {"subscription": webhooks.shown(asked), "event": event}
                self._secrets[account.key] = str(asked["transport"]["secret"])
                square.owe(account, "changes", told)
            if type == "automod.message.hold":
                held = facts.CommentHidden(id=event["message_id"], hidden=True, at=time.time())
                square.record(held)
