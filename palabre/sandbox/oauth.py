"""A network's sign-in on the square: RFC 6749 with PKCE, for every twin that has one.

Apps are not kept: the id of an app is drawn from where it returns to, its secret from the id.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from palabre.sandbox.door import read_content
from palabre.sandbox.settings import Account
from palabre.sandbox.templating import pages
from palabre.sandbox.words import WORDS, choose_language

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

CODE_SECONDS = 60.0
REFRESH = "refresh-"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for until it is used."""

    account: str
    asked: Mapping[str, str]
    at: float


@dataclass(slots=True)
class SignIn:
    """One network's sign-in: its addresses, how long a token lasts, names of parameters.

    A network that words the answer in its own way leaves `token` empty, and calls `tell`.
    """

    network: str
    title: str
    authorize: str
    token: str
    register: str = ""
    revoke: str = ""
    lasts: int = 0
    client_name: str = "client_id"
    codes: dict[str, Grant] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the addresses of the sign-in."""
        found = [
            Route(self.authorize, self._ask, methods=["GET"]),
            Route(f"{self.authorize}/yes", self._say_yes, methods=["GET"]),
        ]
        if self.token:
            found.append(Route(self.token, self.give, methods=["POST", "GET"]))
        if self.register:
            found.append(Route(self.register, self._register, methods=["POST"]))
        if self.revoke:
            found.append(Route(self.revoke, self._revoke, methods=["POST"]))
        return found

    async def _register(self, request: Request) -> Response:
        told = await read_content(request)
        redirect = str(told.get("redirect_uris", ""))
        if not told.get("client_name") or not redirect:
            return JSONResponse({"error": "Validation failed"}, 422)
        return JSONResponse(app_for(redirect) | {"name": told["client_name"]})

    async def _ask(self, request: Request) -> Response:
        """Show who may sign in, each with a link that says yes."""
        square: Square = request.app.state.square
        square.refresh()
        asked = self.asked_of(request)
        problem = self._problem(asked)
        if problem:
            return JSONResponse({"error": "invalid_request", "error_description": problem}, 400)
        language = choose_language("", "", request.headers.get("accept-language", ""))
        here = str(request.url.path)
        choices = [
            (one.name, f"{here}/yes?{urlencode(asked | {'account': one.key})}")
            for one in square.configuration.accounts.values()
            if self.opens(one, asked)
        ]
        no = f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', **_state(asked)})}"
        page = pages.get_template("sign_in.html").render(
            words=WORDS[language], language=language, title=self.title, choices=choices, no=no
        )
        return HTMLResponse(page)

    def asked_of(self, request: Request) -> dict[str, str]:
        """Return what a person's visit asks for."""
        return dict(request.query_params)

    def more_of(self, asked: Mapping[str, str]) -> dict[str, str]:
        """Return what goes back to the desk beside the code."""
        return {}

    def opens(self, account: Account, asked: Mapping[str, str]) -> bool:
        """Say whether signing in as this account is what was asked for."""
        return account.network == self.network

    async def _say_yes(self, request: Request) -> Response:
        square: Square = request.app.state.square
        asked = self.asked_of(request)
        account = square.configuration.accounts.get(asked.get("account", ""))
        if self._problem(asked) or account is None or not self.opens(account, asked):
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(18)
        self.codes[code] = Grant(account.key, asked, time.time())
        square.change_faults(account.key, {"token_expired": False, "sign_in_over": False})
        square.commit()
        answer = urlencode({"code": code, **_state(asked), **self.more_of(asked)})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302)

    def _problem(self, asked: Mapping[str, str]) -> str:
        if asked.get("response_type") != "code":
            return "response_type must be code"
        if not asked.get("redirect_uri", "").startswith(("http://", "https://")):
            return "redirect_uri is missing"
        if not asked.get(self.client_name):
            return "The client is missing"
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            return "code_challenge_method must be S256"
        return ""

    async def give(self, request: Request) -> Response:
        """Give tokens for a code, once, or for a refresh token."""
        told = await self.tell(request)
        if told is None:
            answer = {"error": "invalid_grant", "error_description": "The grant is not valid."}
            return JSONResponse(answer, 400)
        return JSONResponse(told[1])

    async def tell(
        self, request: Request, names: Mapping[str, str] | None = None
    ) -> tuple[Account, dict[str, Any]] | None:
        """Return whose tokens are asked for, and the tokens; None when the grant is not valid.

        `names` are a network's own names of parameters, for those that wrap the answer.
        """
        square: Square = request.app.state.square
        square.refresh()
        told = dict(request.query_params) | await read_content(request)
        told = {(names or {}).get(name, name): value for name, value in told.items()}
        if told.get("grant_type") == "refresh_token":
            account = self.refreshed(square, str(told.get("refresh_token", "")))
            return None if account is None else (account, self._tokens(account))
        grant = self.granted(told)
        account = square.configuration.accounts.get(grant.account) if grant else None
        return None if account is None else (account, self._tokens(account))

    def granted(self, told: Mapping[str, Any]) -> Grant | None:
        """Return what a code stands for, once; None when the proof is wrong."""
        grant = self.codes.pop(str(told.get("code", "")), None)
        if grant is None or time.time() - grant.at > CODE_SECONDS:
            return None
        verifier = str(told.get("code_verifier", ""))
        challenge = grant.asked.get("code_challenge", "")
        if challenge and challenge_of(verifier) != challenge:
            return None
        return grant if told.get("redirect_uri") == grant.asked["redirect_uri"] else None

    def refreshed(self, square: Square, token: str) -> Account | None:
        """Return whose refresh token it is, None when a person has to sign in again."""
        account = square.configuration.by_token.get(token.removeprefix(REFRESH))
        if account is None or account.network != self.network or not token.startswith(REFRESH):
            return None
        if square.world.weather(account.key).sign_in_over:
            return None
        square.change_faults(account.key, {"token_expired": False})
        square.commit()
        return account

    def _tokens(self, account: Account) -> dict[str, Any]:
        told: dict[str, Any] = {
            "access_token": account.access_token,
            "token_type": "Bearer",
            "scope": "read write",
            "created_at": int(time.time()),
        }
        if self.lasts:
            told |= {"expires_in": self.lasts, "refresh_token": REFRESH + account.access_token}
        return told

    async def _revoke(self, request: Request) -> Response:
        square: Square = request.app.state.square
        token = str((await read_content(request)).get("token", ""))
        account = square.configuration.by_token.get(token.removeprefix(REFRESH))
        if account is not None and account.network == self.network:
            square.change_faults(account.key, {"token_expired": True, "sign_in_over": True})
            square.commit()
        return JSONResponse({})


def app_for(redirect: str) -> dict[str, str]:
    """Return the id and the secret of the app that returns to an address."""
    id = hashlib.sha256(redirect.encode()).hexdigest()[:24]
    return {
        "id": id,
        "client_id": id,
        "client_secret": hashlib.sha256(f"secret:{id}".encode()).hexdigest(),
        "redirect_uri": redirect,
    }


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _state(asked: Mapping[str, str]) -> dict[str, str]:
    return {"state": asked["state"]} if asked.get("state") else {}
