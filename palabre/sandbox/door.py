"""The door of a twin: token, weather, then the one function that answers the call.

For networks of ordinary HTTP and JSON; Graph has its own door.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from palabre.sandbox import weather
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, LostAnswer, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is an answer.
    """A refusal in the network's own words."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Keep what the answer needs."""
        super().__init__(str(body))
        self.status, self.body, self.headers = status, body, dict(headers or {})


@dataclass(frozen=True, slots=True)
class Knock:
    """A call whose token was accepted: who asks for what."""

    square: Square
    account: Account
    request: Request
    content: Json = field(default_factory=dict)
    now: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    """What the answer tells in its head, beside what the door always tells."""

    def part(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def text(self, name: str) -> str:
        """Return a parameter of the query or the body as text, empty when it is missing."""
        value = self.content.get(name, self.request.query_params.get(name, ""))
        return value if isinstance(value, str) else str(value)


Answering = Callable[[Knock], Any]
Refusing = Callable[[Bad], Refusal]


@dataclass(frozen=True, slots=True)
class Door:
    """One network's door. `network` is whose tokens it takes; `refuse` words its troubles.

    `headers` adds what the network tells with every answer, such as its limits.
    """

    network: str
    refuse: Refusing
    headers: Callable[[Square, Account], Mapping[str, str]] = lambda square, account: {}

    def route(self, method: str, path: str, answer: Answering) -> Route:
        """Return the route of one call."""
        return Route(path, self._guarded(answer), methods=[method])

    def _guarded(self, answer: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def guard(request: Request) -> Response:
            square: Square = request.app.state.square
            square.refresh()
            try:
                account = self.account_of(square, request)
                bad = weather.look(square, account)
                if bad is not None:
                    raise self.refuse(bad)
                knock = Knock(square, account, request, await read_content(request), time.time())
                told = answer(knock)
                told = await told if inspect.isawaitable(told) else told
            except Refusal as refusal:
                square.commit()
                return _json(refusal.body, refusal.status, refusal.headers)
            lost = request.method != "GET" and weather.is_answer_lost(square, account)
            square.commit()
            if isinstance(told, Response):
                return told
            if lost:
                return LostAnswer(msgspec.json.encode(told), media_type="application/json")
            return _json(told, 200, {**self.headers(square, account), **knock.headers})

        return guard

    def account_of(self, square: Square, request: Request) -> Account:
        """Return the account of the token, or refuse the token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
        token = token or request.headers.get("access-token", "")
        token = token or request.query_params.get("access_token", "")
        if not token:
            raise self.refuse(Bad(Trouble.NO_TOKEN))
        account = square.configuration.by_token.get(token)
        if account is None or account.network != self.network:
            raise self.refuse(Bad(Trouble.BAD_TOKEN))
        if square.world.weather(account.key).token_expired:
            raise self.refuse(Bad(Trouble.EXPIRED))
        return account


async def read_content(request: Request) -> Json:
    """Return the JSON or form of a request; what is no object is empty."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/x-www-form-urlencoded":
        return dict(await request.form())
    try:
        content = msgspec.json.decode(await request.body() or b"{}")
    except msgspec.MsgspecError:
        return {}
    return content if isinstance(content, dict) else {}


def _json(told: Any, status: int, headers: Mapping[str, str]) -> Response:
    body = msgspec.json.encode(told) if told is not None else b""
    return Response(body, status, dict(headers), media_type="application/json")
