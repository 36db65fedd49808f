"""X's handshake (CRC) and webhook signature.

Source: X's manual of webhooks: both are `sha256=` and the base64 HMAC-SHA256, with the app's
consumer secret, of the raw body or of the token that X asks with.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

import msgspec

from palabre.connectors.contract import Credentials, Handshake

HEADER = "x-twitter-webhooks-signature"
TOKEN = re.compile(r"[A-Za-z0-9_.~+/=-]{1,200}")
"""A token of X's. Anything else is not answered: since one key signs both, whoever could have a
body signed as a token could then send it as an event."""


def sign(content: bytes, secret: str) -> str:
    """Return the header's value for a raw body, or the answer to a token."""
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode()


def is_signed(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> bool:
    """Say whether the header is right, in constant time."""
    secret = credentials.secrets.get("app_secret", "")
    expected = sign(body, secret)
    return bool(secret) and hmac.compare_digest(expected.encode(), headers.get(HEADER, "").encode())


def shake_hands(query: Mapping[str, str], credentials: Credentials) -> Handshake:
    """Answer the token; X asks every hour, and calls no more when the answer is wrong."""
    token, secret = query.get("crc_token", ""), credentials.secrets.get("app_secret", "")
    if not secret or not TOKEN.fullmatch(token):
        return Handshake(403, b"This is no token of X's.")
    answer = {"response_token": sign(token.encode(), secret)}
    return Handshake(200, msgspec.json.encode(answer), "application/json")
