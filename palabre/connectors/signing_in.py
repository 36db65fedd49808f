"""Signing in by OAuth 2, for every network: RFC 6749, RFC 7636 (PKCE), RFC 7591 where it is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from palabre.connectors.calls import Answer, Call, ask, error_of, send
from palabre.connectors.contract import Connector, ConnectorError, Failure
from palabre.connectors.login import App, ClientProof, SignIn, TokenForm, Tokens
from palabre.connectors.reading import inner, text_of

OVER = frozenset({"invalid_grant", "invalid_client", "unauthorized_client"})
"""Errors of the token address after which only a person's sign-in helps."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One sign-in under way: where, for which app, and what proves that it is the same."""

    connector: Connector
    base: str
    redirect: str
    app: App
    verifier: str = ""

    @property
    def style(self) -> SignIn:
        """Return how this network signs in."""
        if self.connector.sign_in is None:
            raise ConnectorError(Failure.REFUSED, "not_possible")
        return self.connector.sign_in

    def address(self, which: str) -> str:
        """Return one of the network's addresses, on this visit's base."""
        return self.style.address(which, base=self.base, home=self.connector.home)


async def register_app(visit: Visit, name: str, client: httpx.AsyncClient) -> App:
    """Make our app known to a server that lets programs do so."""
    style = visit.style
    form = {
        "client_name": name,
        "redirect_uris": visit.redirect,
        "scopes": style.separator.join(style.scopes),
    }
    told = await ask(client, Call("POST", visit.address(style.register), form=form))
    made = told if isinstance(told, dict) else {}
    if not made.get("client_id"):
        raise ConnectorError(Failure.REFUSED, "refused", detail="No client_id came back.")
    return App(str(made["client_id"]), str(made.get("client_secret") or ""))


def address_to_visit(visit: Visit, *, state: str) -> str:
    """Return the address at which the person says yes."""
    style = visit.style
    asked = {
        "response_type": "code",
        "client_id": visit.app.id,
        "redirect_uri": visit.redirect,
        "scope": style.separator.join(style.scopes),
        "state": state,
    } | dict(style.more)
    if style.has_pkce:
        asked |= {"code_challenge": challenge_of(visit.verifier), "code_challenge_method": "S256"}
    named = {style.visit_names.get(name, name): value for name, value in asked.items()}
    return f"{visit.address(style.authorize)}?{urlencode(_renamed(named, style))}"


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


async def exchange(visit: Visit, code: str, client: httpx.AsyncClient) -> Tokens:
    """Return the tokens that a code of the network stands for."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": visit.redirect}
    if visit.style.has_pkce:
        asked["code_verifier"] = visit.verifier
    return await _tokens(visit, asked, client, address=visit.style.token)


async def refresh(visit: Visit, token: str, client: httpx.AsyncClient) -> Tokens:
    """Return new tokens for a refresh token; `SIGN_IN_AGAIN` when the network wants a person."""
    asked = {"grant_type": "refresh_token", "refresh_token": token}
    address = visit.style.refresh or visit.style.token
    return await _tokens(visit, asked, client, address=address)


async def _tokens(
    visit: Visit, asked: Mapping[str, str], client: httpx.AsyncClient, *, address: str
) -> Tokens:
    style = visit.style
    headers: dict[str, str] = {"Accept": "application/json"}
    values = dict(asked)
    if style.proof == ClientProof.BASIC:
        pair = base64.b64encode(f"{visit.app.id}:{visit.app.secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
        values["client_id"] = visit.app.id
    else:
        values |= {"client_id": visit.app.id, "client_secret": visit.app.secret}
    wanted = visit.address(address)
    answer = await send(client, _call(style, wanted, _renamed(values, style), headers))
    whole = answer.body if isinstance(answer.body, dict) else {}
    told = inner(whole, style.inside) if style.inside else whole
    if answer.status >= 300 or not told.get("access_token"):
        raise _refusal(answer, whole, style)
    return Tokens(
        access=str(told["access_token"]),
        refresh=str(told.get("refresh_token") or ""),
        lasts=_lasts(told, style),
        scope=_scope(told),
        whose=text_of(told.get(style.whose)) if style.whose else "",
    )


def _call(
    style: SignIn, address: str, values: Mapping[str, str], headers: Mapping[str, str]
) -> Call:
    if style.form == TokenForm.QUERY:
        return Call("GET", address, headers, query={**values})
    if style.form == TokenForm.JSON:
        return Call("POST", address, headers, json=dict(values))
    return Call("POST", address, headers, form=values)


def _refusal(answer: Answer, told: Mapping[str, Any], style: SignIn) -> ConnectorError:
    names = ("error_description", "error", "message")
    detail = next((str(told[name]) for name in names if told.get(name)), "")
    if str(told.get("error")) in OVER or str(told.get("code")) in style.over:
        return ConnectorError(
            Failure.SIGN_IN_AGAIN, "token", detail=detail[:500], whole_account=True
        )
    if answer.status < 300:
        return ConnectorError(Failure.REFUSED, "refused", detail=detail or "No token came back.")
    return error_of(answer, detail=detail)


def _lasts(told: Mapping[str, Any], style: SignIn) -> timedelta | None:
    seconds = told.get("expires_in")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds)
    if isinstance(seconds, int) and 0 < seconds < 10**9:
        return timedelta(seconds=seconds)
    return style.expires


def _scope(told: Mapping[str, Any]) -> str:
    scope = told.get("scope")
    return " ".join(map(str, scope)) if isinstance(scope, list) else str(scope or "")


def _renamed(values: Mapping[str, str], style: SignIn) -> dict[str, str]:
    return {style.names.get(name, name): value for name, value in values.items() if value}
