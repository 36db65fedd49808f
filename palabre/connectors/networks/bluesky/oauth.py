"""Signing in on Bluesky without a password: OAuth as the AT Protocol has it.

Source: the AT Protocol's specification of OAuth: the request is pushed to the server (RFC 9126),
tokens are bound to a key of ours (RFC 9449), our id is the address of a document about us, and a
desk on this machine alone is `http://localhost`. A desk with a key of its own stays signed in for
as long as it renews; one without is asked again after two weeks.
"""

from __future__ import annotations

import secrets as random
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from palabre.connectors import dpop
from palabre.connectors.calls import Answer, Call, error_of
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.flows import Begun, Client, Finished, Talk
from palabre.connectors.login import Tokens
from palabre.connectors.networks.bluesky.discovery import find_place, server_in
from palabre.connectors.networks.bluesky.proofs import send_with_proof
from palabre.connectors.networks.bluesky.server import Server
from palabre.connectors.reading import inner, text_of
from palabre.connectors.signing_in import challenge_of, read_tokens

SCOPE = "atproto transition:generic transition:chat.bsky"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LOOPBACK = frozenset({"127.0.0.1", "[::1]"})
ASSERTION_SECONDS = 60
OVER = frozenset({"invalid_grant", "invalid_client", "unauthorized_client"})


class BlueskyFlow:
    """The sign-in of every server of the network."""

    def describe(self, client: Client) -> Mapping[str, Any]:
        """Return the document that servers read about our desk."""
        told: dict[str, Any] = {
            "client_id": client.id,
            "client_name": "Palabre",
            "client_uri": "{0.scheme}://{0.netloc}".format(urlsplit(client.id)),
            "application_type": "web",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": [client.redirect],
            "scope": SCOPE,
            "dpop_bound_access_tokens": True,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
        }
        jwk = dpop.public_part(dpop.read_key(client.key))
        named = {**jwk, "kid": dpop.thumbprint(jwk), "use": "sig", "alg": "ES256"}
        return told | {"jwks": {"keys": [named]}}

    def identify(self, address: str, redirect: str) -> str:
        """Return the address of our document, or the id of a desk on this machine alone."""
        if address.startswith("https://"):
            return address
        host = urlsplit(redirect).netloc.rpartition(":")[0] or urlsplit(redirect).netloc
        if host not in LOOPBACK:
            return ""
        return f"http://localhost?{urlencode({'redirect_uri': redirect, 'scope': SCOPE})}"

    async def begin(self, name: str, client: Client, state: str, talk: Talk) -> Begun:
        """Push the request to whoever signs the account in."""
        place = await find_place(name, talk)
        key, verifier = dpop.make_key(), random.token_urlsafe(48)
        form = {
            "client_id": client.id,
            "redirect_uri": client.redirect,
            "response_type": "code",
            "scope": SCOPE,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        if "://" not in name:
            form["login_hint"] = name.strip().removeprefix("@")
        form |= _assertion(client, place.issuer)
        call = Call("POST", place.push, form=form)
        told = _answered(await send_with_proof(talk.http, call, dpop.read_key(key)))
        query = {"client_id": client.id, "request_uri": text_of(told.get("request_uri"))}
        kept = {
            "key": key,
            "verifier": verifier,
            "issuer": place.issuer,
            "token": place.token,
            "did": place.did,
            "server": place.server,
        }
        return Begun(f"{place.authorize}?{urlencode(query)}", place.server, kept)

    async def finish(
        self, client: Client, kept: Mapping[str, str], answer: Mapping[str, str], talk: Talk
    ) -> Finished:
        """Change the code for tokens; they must come from whom we asked, for whom we meant."""
        if answer.get("iss", "").rstrip("/") != kept["issuer"]:
            raise ConnectorError(Failure.REFUSED, "refused", detail="Another server answered.")
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": client.redirect,
            "code_verifier": kept["verifier"],
        }
        secrets = {
            "dpop_key": kept["key"],
            "client_id": client.id,
            "client_key": client.key,
            "issuer": kept["issuer"],
            "token_address": kept["token"],
        }
        tokens = await _tokens(secrets, form, talk.http)
        did = tokens.whose
        if not did or (kept["did"] and did != kept["did"]):
            raise ConnectorError(Failure.REFUSED, "other_page", detail="Another account signed in.")
        credentials = Credentials(did, {**secrets, "access_token": tokens.access}, kept["server"])
        session = await Server(credentials, talk.http).get("com.atproto.server.getSession")
        if text_of(session.get("did")) != did:
            raise ConnectorError(Failure.REFUSED, "other_page", detail="Another account answers.")
        document = inner(session, "didDoc")
        server = server_in(document) if document and not kept["did"] else kept["server"]
        await talk.allow(server)
        name = f"@{text_of(session.get('handle'))}"
        return Finished(did, name, server, tokens, secrets)


async def renew(credentials: Credentials, client: httpx.AsyncClient) -> Tokens:
    """Return new tokens for an account that was signed in so; the old refresh token is over."""
    token = credentials.secrets.get("refresh_token", "")
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await _tokens(credentials.secrets, form, client)


async def _tokens(
    secrets: Mapping[str, str], form: Mapping[str, str], client: httpx.AsyncClient
) -> Tokens:
    ours = Client(secrets["client_id"], "", secrets.get("client_key", ""))
    asked = {**form, "client_id": ours.id, **_assertion(ours, secrets["issuer"])}
    call = Call("POST", secrets["token_address"], form=asked)
    told = _answered(await send_with_proof(client, call, dpop.read_key(secrets["dpop_key"])))
    if text_of(told.get("token_type")).lower() != "dpop" or not told.get("access_token"):
        raise ConnectorError(Failure.REFUSED, "refused", detail="No token came back.")
    return read_tokens(told, whose="sub")


def _assertion(client: Client, issuer: str) -> dict[str, str]:
    """Return what proves that a request is our desk's: nothing for one on this machine alone."""
    if not client.key or client.id.startswith("http://localhost"):
        return {}
    key, now = dpop.read_key(client.key), int(time.time())
    claims = {
        "iss": client.id,
        "sub": client.id,
        "aud": issuer,
        "jti": random.token_urlsafe(16),
        "iat": now,
        "exp": now + ASSERTION_SECONDS,
    }
    header = {"kid": dpop.thumbprint(dpop.public_part(key))}
    return {"client_assertion_type": ASSERTION, "client_assertion": dpop.sign(header, claims, key)}


def _answered(answer: Answer) -> dict[str, Any]:
    told = answer.body if isinstance(answer.body, dict) else {}
    if 200 <= answer.status < 300:
        return told
    detail = text_of(told.get("error_description") or told.get("error"))[:500]
    if text_of(told.get("error")) in OVER:
        raise ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail=detail, whole_account=True)
    raise error_of(answer, detail=detail)
