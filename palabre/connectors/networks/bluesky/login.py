"""Signing in on Bluesky: by OAuth (see oauth.py), or with an app password and its sessions.

Source: the lexicons `com.atproto.server.createSession` and `refreshSession`. A session's token is
good for two hours, the one that renews it for 90 days. Sessions are made 30 times in five
minutes and 300 times a day at most, so that one is kept and renewed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.calls import Call
from palabre.connectors.contract import Credentials, Profile
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.login import SignIn, Tokens
from palabre.connectors.networks.bluesky import oauth
from palabre.connectors.networks.bluesky.oauth import BlueskyFlow
from palabre.connectors.networks.bluesky.server import authorization, send_call
from palabre.connectors.reading import text_of
from palabre.connectors.words import Said

LASTS = timedelta(hours=2)
SIGN_IN = SignIn(
    authorize="",
    token="",
    scopes=(),
    flow=BlueskyFlow(),
    hint=Said(
        "Your name there, such as shop.bsky.social, or the address of your server.",
        "Votre nom là-bas, tel que boutique.bsky.social, ou l’adresse de votre serveur.",
    ),
)


async def renew(credentials: Credentials, client: httpx.AsyncClient) -> Tokens:
    """Return a new session: by OAuth, from the last one, else from the app password."""
    if credentials.secrets.get("dpop_key"):
        return await oauth.renew(credentials, client)
    token = credentials.secrets.get("refresh_token", "")
    if token:
        try:
            told = await _ask(client, credentials, "refreshSession", token=token)
            return _tokens(told)
        except ConnectorError as problem:
            is_over = problem.failure in {Failure.SIGN_IN_AGAIN, Failure.REFUSED}
            if not is_over or not credentials.secrets.get("app_password"):
                raise
    return _tokens(await create(credentials, client))


async def create(credentials: Credentials, client: httpx.AsyncClient) -> dict[str, Any]:
    """Sign in with the app password, by the account's identity or its name."""
    password = credentials.secrets.get("app_password", "")
    if not password:
        raise ConnectorError(
            Failure.SIGN_IN_AGAIN, "token", detail="There is no app password.", whole_account=True
        )
    content = {"identifier": credentials.external_id.removeprefix("@"), "password": password}
    return await _ask(client, credentials, "createSession", content=content)


async def who_is(credentials: Credentials, client: httpx.AsyncClient) -> Profile:
    """Return the account that a name and an app password open, with its first session."""
    told = await create(credentials, client)
    tokens = _tokens(told)
    secrets = {"access_token": tokens.access, "refresh_token": tokens.refresh}
    return Profile(text_of(told.get("did")), f"@{text_of(told.get('handle'))}", secrets)


async def _ask(
    client: httpx.AsyncClient,
    credentials: Credentials,
    name: str,
    *,
    token: str = "",
    content: dict[str, str] | None = None,
) -> dict[str, Any]:
    address = f"{credentials.base_url.rstrip('/')}/xrpc/com.atproto.server.{name}"
    told = await send_call(client, Call("POST", address, authorization(token), json=content))
    if not isinstance(told, dict) or not text_of(told.get("accessJwt")):
        raise ConnectorError(Failure.REFUSED, "refused", detail="No session came back.")
    return told


def _tokens(told: dict[str, Any]) -> Tokens:
    return Tokens(text_of(told.get("accessJwt")), text_of(told.get("refreshJwt")), LASTS)
