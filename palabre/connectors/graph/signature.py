"""Meta's handshake and webhook signature.

Source: Meta's webhook documentation: `X-Hub-Signature-256` is `sha256=` and the hexadecimal
HMAC-SHA256 of the raw body with the app's secret; a subscription is confirmed by echoing
`hub.challenge` when `hub.verify_token` is ours.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from palabre.connectors.contract import Credentials, Handshake

HEADER = "x-hub-signature-256"


def sign(body: bytes, secret: str) -> str:
    """Return the header's value for a raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> bool:
    """Say whether the header is right, in constant time."""
    expected = sign(body, credentials.secrets["app_secret"])
    return hmac.compare_digest(expected.encode(), headers.get(HEADER, "").encode())


def shake_hands(query: Mapping[str, str], credentials: Credentials) -> Handshake:
    """Echo the challenge, or answer 403 when the token is not ours."""
    token = query.get("hub.verify_token", "").encode()
    right = hmac.compare_digest(token, credentials.secrets["verify_token"].encode())
    if query.get("hub.mode") == "subscribe" and right:
        return Handshake(200, query.get("hub.challenge", "").encode())
    return Handshake(403, b"The verify token is not the one of this account.")
