"""OAuth as the AT Protocol has it, on the square: pushed requests, and tokens bound to a key.

Source: the AT Protocol's specification of OAuth, RFC 9126 and RFC 9449. The token of an account
that signs in so is its own, behind the name of the key that it is bound to.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from palabre.sandbox.door import Door, Refusal, read_content
from palabre.sandbox.networks.bluesky import entities
from palabre.sandbox.oauth import REFRESH, Grant, SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

NONCE_SECONDS = 180
PROOF_SECONDS = 300
LASTS = 3600
BOUND = "bound-"
PUSHED = "urn:ietf:params:oauth:request_uri:"
NEEDED = ("client_id", "redirect_uri", "scope", "code_challenge", "state")


class BadProof(Exception):  # noqa: N818 - it is an answer.
    """The proof of a call is missing or wrong, or wants another nonce."""


def nonce() -> str:
    """Return the nonce of these minutes."""
    number = int(time.time() // NONCE_SECONDS)
    return hashlib.sha256(f"nonce of the square {number}".encode()).hexdigest()[:32]


def check_proof(request: Request, token: str = "") -> str:
    """Return the name of the key that a call is proved with; `BadProof` says why not."""
    try:
        head, body, signature = request.headers.get("dpop", "").split(".")
        header, claims = _json(head), _json(body)
        jwk: Mapping[str, str] = header["jwk"]
        _verify(f"{head}.{body}", _decode(signature), jwk)
    except (ValueError, KeyError, TypeError, InvalidSignature, msgspec.MsgspecError) as problem:
        raise BadProof("invalid_dpop_proof") from problem
    here = str(request.url).partition("?")[0]
    expected = {"htm": request.method, "htu": here}
    if token:
        expected["ath"] = _encode(hashlib.sha256(token.encode()).digest())
    is_right = header.get("typ") == "dpop+jwt" and all(
        claims.get(name) == value for name, value in expected.items()
    )
    at = claims.get("iat")
    if not is_right or not isinstance(at, int) or abs(time.time() - at) > PROOF_SECONDS:
        raise BadProof("invalid_dpop_proof")
    if claims.get("nonce") != nonce():
        raise BadProof("use_dpop_nonce")
    named = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return _encode(hashlib.sha256(msgspec.json.encode(named)).digest())


def _verify(content: str, signature: bytes, jwk: Mapping[str, str]) -> None:
    x, y = (int.from_bytes(_decode(jwk[name])) for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    pair = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    key.verify(pair, content.encode(), ec.ECDSA(hashes.SHA256()))


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _json(text: str) -> dict[str, Any]:
    return msgspec.json.decode(_decode(text), type=dict[str, Any])


class BoundDoor(Door):
    """Takes sessions, and tokens that are bound to a key with the proof that goes with them."""

    def account_of(self, square: Square, request: Request) -> Account:
        """Return the account of a token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "dpop":
            return Door.account_of(self, square, request)
        try:
            name = check_proof(request, token)
        except BadProof as problem:
            headers = {"DPoP-Nonce": nonce(), "WWW-Authenticate": f'DPoP error="{problem}"'}
            raise Refusal(401, {"error": str(problem), "message": "Proof"}, headers) from problem
        account = square.configuration.by_token.get(token.removeprefix(f"{BOUND}{name}-"))
        if account is None or account.network != self.network or not token.startswith(BOUND):
            raise self.refuse(Bad(Trouble.BAD_TOKEN))
        if square.world.weather(account.key).token_expired:
            raise self.refuse(Bad(Trouble.EXPIRED))
        return account


@dataclass(slots=True)
class BlueskySignIn(SignIn):
    """The sign-in of a server of the network."""

    pushed: dict[str, dict[str, str]] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the addresses of the sign-in, and of the two documents about it."""
        known = "/.well-known/oauth-"
        return [
            *SignIn.routes(self),
            Route(f"{known}protected-resource", self._resource, methods=["GET"]),
            Route(f"{known}authorization-server", self._server, methods=["GET"]),
            Route("/oauth/par", self._push, methods=["POST"]),
        ]

    async def _resource(self, request: Request) -> Response:
        base = _base(request)
        return JSONResponse({"resource": base, "authorization_servers": [base]})

    async def _server(self, request: Request) -> Response:
        base = _base(request)
        told = {
            "issuer": base,
            "authorization_endpoint": f"{base}{self.authorize}",
            "token_endpoint": f"{base}{self.token}",
            "pushed_authorization_request_endpoint": f"{base}/oauth/par",
            "require_pushed_authorization_requests": True,
            "dpop_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["atproto", "transition:generic", "transition:chat.bsky"],
        }
        return JSONResponse(told)

    async def _push(self, request: Request) -> Response:
        """Keep a request until the person comes."""
        try:
            name = check_proof(request)
        except BadProof as problem:
            return _refuse(str(problem))
        told = {key: str(value) for key, value in (await read_content(request)).items()}
        if any(not told.get(one) for one in NEEDED) or "atproto" not in told["scope"].split():
            return _refuse("invalid_request")
        if not told["client_id"].startswith(("http://localhost", "https://")):
            return _refuse("invalid_client_metadata")
        uri = PUSHED + secrets.token_urlsafe(18)
        self.pushed[uri] = told | {"key": name, "issuer": _base(request)}
        return _told({"request_uri": uri, "expires_in": 300}, 201)

    def asked_of(self, request: Request) -> dict[str, str]:
        """Return what was pushed, and who was chosen on the page."""
        query = dict(request.query_params)
        pushed = self.pushed.get(query.get("request_uri", ""), {})
        return pushed | query if query.get("client_id") == pushed.get("client_id") else {}

    def more_of(self, asked: Mapping[str, str]) -> dict[str, str]:
        """Return who answers: the desk checks that it is whom it asked."""
        return {"iss": asked["issuer"]}

    async def give(self, request: Request) -> Response:
        """Give tokens for a code or for a refresh token, bound to the key of the request."""
        square: Square = request.app.state.square
        square.refresh()
        told = await read_content(request)
        try:
            name = check_proof(request)
        except BadProof as problem:
            return _refuse(str(problem))
        if told.get("grant_type") == "refresh_token":
            token = str(told.get("refresh_token", "")).removeprefix(f"{REFRESH}{name}-")
            account = self.refreshed(square, REFRESH + token)
        else:
            grant = self.granted(told)
            account = self._of(square, grant, name)
        if account is None:
            return _refuse("invalid_grant")
        person = entities.person(account, entities.brand(account))
        bound = f"{name}-{account.access_token}"
        tokens = {
            "access_token": BOUND + bound,
            "refresh_token": REFRESH + bound,
            "token_type": "DPoP",
            "expires_in": LASTS,
            "scope": "atproto transition:generic transition:chat.bsky",
            "sub": person["did"],
        }
        return _told(tokens, 200)

    @staticmethod
    def _of(square: Square, grant: Grant | None, name: str) -> Account | None:
        """Return whose code it is, when the request was pushed with the same key."""
        if grant is None or grant.asked.get("key") != name:
            return None
        return square.configuration.accounts.get(grant.account)


def _base(request: Request) -> str:
    return f"{request.base_url}bluesky"


def _told(content: dict[str, Any], status: int) -> Response:
    return JSONResponse(content, status, headers={"DPoP-Nonce": nonce()})


def _refuse(error: str) -> Response:
    return _told({"error": error, "error_description": error}, 400)
