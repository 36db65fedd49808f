"""Signing in by OAuth 2, for every network: RFC 6749, RFC 7636 (PKCE), RFC 7591 where it is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from palabre.connectors.calls import Answer, Call, ask, error_of, send
from palabre.connectors.contract import Connector
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.login import App, ClientProof, Lasting, SignIn, TokenForm, Tokens
from palabre.connectors.reading import inner, objects, text_of

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
    way: str = ""

    @property
    def style(self) -> SignIn:
        """Return how this network signs in."""
        found = self.connector.find_sign_in(self.way)
        if found is None:
            raise ConnectorError(Failure.REFUSED, "not_possible")
        return found

    def address(self, which: str) -> str:
        """Return one of the network's addresses, on this visit's base."""
        home = self.style.home or self.connector.home
        return self.style.address(which, base=self.base, home=home)


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
    tokens = await _tokens(visit, asked, client, address=visit.style.token)
    lasting = visit.style.lasting
    return tokens if lasting is None else await _lengthen(visit, lasting, tokens, client)


async def refresh(visit: Visit, token: str, client: httpx.AsyncClient) -> Tokens:
    """Return new tokens for a refresh token; `SIGN_IN_AGAIN` when the network wants a person."""
    lasting = visit.style.lasting
    if lasting is not None and lasting.renewal:
        query = {"grant_type": lasting.renewal_grant, "access_token": token}
        told = await _told(visit, Call("GET", visit.address(lasting.renewal), query=query), client)
        return replace(told, refresh=told.access)
    asked = {"grant_type": "refresh_token", "refresh_token": token}
    address = visit.style.refresh or visit.style.token
    return await _tokens(visit, asked, client, address=address)


async def _lengthen(
    visit: Visit, lasting: Lasting, short: Tokens, client: httpx.AsyncClient
) -> Tokens:
    """Change a token of an hour for one that lasts; whose it is was told with the first."""
    query = {
        "grant_type": lasting.grant,
        "client_id": visit.app.id,
        "client_secret": visit.app.secret,
        lasting.carrier: short.access,
    }
    told = await _told(visit, Call("GET", visit.address(lasting.address), query=query), client)
    refresh = told.access if lasting.renewal else ""
    return replace(told, refresh=refresh, scope=short.scope, whose=short.whose)


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
    call = _call(style, visit.address(address), _renamed(values, style), headers)
    return await _told(visit, call, client)


async def _told(visit: Visit, call: Call, client: httpx.AsyncClient) -> Tokens:
    """Ask for tokens, and return those that the answer tells."""
    style = visit.style
    answer = await send(client, call)
    whole = answer.body if isinstance(answer.body, dict) else {}
    told = _inside(whole, style.inside)
    if answer.status >= 300 or not told.get("access_token"):
        raise _refusal(answer, whole, style)
    return read_tokens(told, whose=style.whose, expires=style.expires)


def read_tokens(
    told: Mapping[str, Any], *, whose: str = "", expires: timedelta | None = None
) -> Tokens:
    """Return the tokens of an answer; `whose` is its field with the account's id."""
    return Tokens(
        access=str(told["access_token"]),
        refresh=str(told.get("refresh_token") or ""),
        lasts=_lasts(told) or expires,
        scope=_scope(told),
        whose=text_of(told.get(whose)) if whose else "",
    )


def _inside(whole: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what holds the tokens: an object of the answer, the first of a list, or all of it."""
    listed = objects(whole.get(name))
    return listed[0] if listed else inner(whole, name) or whole


def _call(
    style: SignIn, address: str, values: Mapping[str, str], headers: Mapping[str, str]
) -> Call:
    if style.form == TokenForm.QUERY:
        return Call("GET", address, headers, query={**values})
    if style.form == TokenForm.JSON:
        return Call("POST", address, headers, json=dict(values))
    return Call("POST", address, headers, form=values)


def _refusal(answer: Answer, told: Mapping[str, Any], style: SignIn) -> ConnectorError:
    names = ("error_description", "error_message", "error", "message")
    detail = next((_words(told[name]) for name in names if told.get(name)), "")
    code = told.get("code") or inner(dict(told), "error").get("code")
    if str(told.get("error")) in OVER or str(code) in style.over:
        return ConnectorError(
            Failure.SIGN_IN_AGAIN, "token", detail=detail[:500], whole_account=True
        )
    if answer.status < 300:
        return ConnectorError(Failure.REFUSED, "refused", detail=detail or "No token came back.")
    return error_of(answer, detail=detail)


def _words(told: Any) -> str:
    return str(told.get("message", "")) if isinstance(told, dict) else str(told)


def _lasts(told: Mapping[str, Any]) -> timedelta | None:
    seconds = told.get("expires_in")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds)
    if isinstance(seconds, int) and 0 < seconds < 10**9:
        return timedelta(seconds=seconds)
    return None


def _scope(told: Mapping[str, Any]) -> str:
    scope = told.get("scope") or told.get("permissions")
    return " ".join(map(str, scope)) if isinstance(scope, list) else str(scope or "")


def _renamed(values: Mapping[str, str], style: SignIn) -> dict[str, str]:
    return {style.names.get(name, name): value for name, value in values.items() if value}
