"""LinkedIn's challenge and webhook signature.

Source: LinkedIn's manual of webhooks: the challenge is answered with its hexadecimal HMAC-SHA256 by
the client secret, within three seconds and again every two hours; `X-LI-Signature` is that of
`hmacsha256=` and the raw body.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

import msgspec

from palabre.connectors.contract import Credentials, Handshake

HEADER = "x-li-signature"
PREFIX = b"hmacsha256="
CODE = re.compile(r"[A-Za-z0-9-]{1,100}")
"""A code of LinkedIn's. Anything else is not answered: since one key signs both, whoever could have
`hmacsha256=` and a body signed as a code could then send it as an event."""


def sign(body: bytes, secret: str) -> str:
    """Return the header's value for a raw body."""
    return _digest(PREFIX + body, secret)


def is_signed(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> bool:
    """Say whether the header is right, in constant time."""
    expected = sign(body, credentials.secrets["app_secret"])
    return hmac.compare_digest(expected.encode(), headers.get(HEADER, "").encode())


def shake_hands(query: Mapping[str, str], credentials: Credentials) -> Handshake:
    """Answer the challenge."""
    code = query.get("challengeCode", "")
    if not CODE.fullmatch(code):
        return Handshake(403, b"This is no challenge of LinkedIn's.")
    digest = _digest(code.encode(), credentials.secrets["app_secret"])
    answer = {"challengeCode": code, "challengeResponse": digest}
    return Handshake(200, msgspec.json.encode(answer), "application/json")


def _digest(content: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
