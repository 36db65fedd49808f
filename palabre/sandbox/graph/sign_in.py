"""Meta's two sign-ins on the square: Facebook Login, and Business Login for Instagram.

Both give a short token for a code and a long one for the short. A person who signs in by Facebook
runs every page of the square; `declined`, in the link that says yes, names what they do not allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from palabre.sandbox.door import read_content
from palabre.sandbox.graph.call import bearer_of
from palabre.sandbox.graph.errors import GraphError, bad_token, expired_token, invalid
from palabre.sandbox.graph.people import Person, read_person, scoped
from palabre.sandbox.oauth import Grant, SignIn
from palabre.sandbox.settings import Account

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

HOUR = 3600
SIXTY_DAYS = 5_183_944
SHORT = "short-"
INSTAGRAM_SCOPE = "instagram_basic"


@dataclass(slots=True)
class FacebookLogin(SignIn):
    """Facebook Login: one for the pages, and for the Instagram profiles behind them."""

    def opens(self, account: Account, asked: Mapping[str, str]) -> bool:
        """Say whether the account is of the kind that the permissions speak of."""
        return account.network == _network(asked)

    async def give(self, request: Request) -> Response:
        """Give a short token for a code, or a long one for a short."""
        return await _guarded(self._token, request)

    def _token(self, square: Square, told: Mapping[str, Any]) -> dict[str, Any]:
        if told.get("grant_type") == "fb_exchange_token":
            person = read_person(str(told.get("fb_exchange_token", "")))
            account = square.configuration.by_token.get(person.token) if person else None
            if person is None or account is None:
                raise bad_token()
            _check_secret(account, told)
            lasting = Person(person.token, person.network, person.declined, is_lasting=True)
            return _bearer(lasting.write(), SIXTY_DAYS)
        grant = self.granted(told)
        account = _account_of(square, grant, told)
        declined = grant.asked.get("declined", "") if grant else ""
        person = Person(account.access_token, account.network, declined)
        return _bearer(person.write(), HOUR)


@dataclass(slots=True)
class InstagramLogin(SignIn):
    """Business Login for Instagram: one profile, on a host of its own."""

    def routes(self) -> list[Route]:
        """Return the addresses of the sign-in, of the long token and of its renewal."""
        return [
            *SignIn.routes(self),
            Route("/access_token", self._lengthen, methods=["GET"]),
            Route("/refresh_access_token", self._renew, methods=["GET"]),
        ]

    async def give(self, request: Request) -> Response:
        """Give a short token for a code, with what was allowed."""
        return await _guarded(self._short, request)

    async def _lengthen(self, request: Request) -> Response:
        return await _guarded(self._long, request)

    async def _renew(self, request: Request) -> Response:
        return await _guarded(self._again, request)

    def _short(self, square: Square, told: Mapping[str, Any]) -> dict[str, Any]:
        grant = self.granted(told)
        account = _account_of(square, grant, told)
        asked = grant.asked if grant else {}
        declined = asked.get("declined", "").split(",")
        allowed = [one for one in asked.get("scope", "").split(",") if one not in declined]
        token = {
            "access_token": SHORT + account.access_token,
            "user_id": scoped(account.page_id),
            "permissions": ",".join(allowed),
        }
        return {"data": [token]}

    def _long(self, square: Square, told: Mapping[str, Any]) -> dict[str, Any]:
        token = str(told.get("access_token", ""))
        account = square.configuration.by_token.get(token.removeprefix(SHORT))
        if not token.startswith(SHORT) or account is None or account.network != self.network:
            raise bad_token()
        if told.get("grant_type") != "ig_exchange_token":
            raise invalid("Unsupported grant_type")
        _check_secret(account, told)
        return _bearer(account.access_token, SIXTY_DAYS)

    def _again(self, square: Square, told: Mapping[str, Any]) -> dict[str, Any]:
        account = square.configuration.by_token.get(str(told.get("access_token", "")))
        if account is None or account.network != self.network:
            raise bad_token()
        if told.get("grant_type") != "ig_refresh_token":
            raise invalid("Unsupported grant_type")
        weather = square.world.weather(account.key)
        if weather.token_expired or weather.sign_in_over:
            raise expired_token()
        return _bearer(account.access_token, SIXTY_DAYS)


def _network(asked: Mapping[str, str]) -> str:
    return "instagram" if INSTAGRAM_SCOPE in asked.get("scope", "").split(",") else "facebook"


def _account_of(square: Square, grant: Grant | None, told: Mapping[str, Any]) -> Account:
    """Return whose code it is, when the app proves itself."""
    account = square.configuration.accounts.get(grant.account) if grant else None
    if account is None:
        raise invalid("This authorization code has been used.")
    _check_secret(account, told)
    return account


def _check_secret(account: Account, told: Mapping[str, Any]) -> None:
    """Refuse an app that does not know the secret with which events are signed."""
    if told.get("client_secret") != account.app_secret:
        raise GraphError(400, "Error validating client secret.", 1)


def _bearer(token: str, lasts: int) -> dict[str, Any]:
    return {"access_token": token, "token_type": "bearer", "expires_in": lasts}


async def _guarded(answer: Any, request: Request) -> Response:
    """Answer, or refuse in Graph's own words."""
    square: Square = request.app.state.square
    square.refresh()
    told = dict(request.query_params) | await read_content(request)
    told.setdefault("access_token", bearer_of(request))
    try:
        return JSONResponse(answer(square, told))
    except GraphError as error:
        return Response(
            msgspec.json.encode(error.body()), error.status, media_type="application/json"
        )
