"""The Standard Webhooks signature.

Source: the Standard Webhooks specification: `webhook-signature` holds `v1,` and the base64 of
HMAC-SHA256 over `id.timestamp.body`, one for each active secret; a timestamp more than five
minutes away is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"


def sign(*, message_id: str, at: datetime, body: bytes, secret: str) -> str:
    """Return the header's value for a raw body."""
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_signed(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    """Say whether one of the signatures is right and the timestamp is near."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    at = datetime.fromtimestamp(int(stamp), UTC)
    if abs(now - at) > TOLERANCE:
        return False
    expected = sign(message_id=message_id, at=at, body=body, secret=secret).encode()
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(expected, one) for one in given)


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
