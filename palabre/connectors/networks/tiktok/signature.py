"""TikTok's webhook signature.

Source: TikTok's manual of webhooks: `Tiktok-Signature: t=<seconds>,s=<hex>`, the HMAC-SHA256 of
`<t>.<raw body>` with the app's secret. TikTok sends again for 72 hours, each time signed anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from palabre.connectors.contract import Credentials

HEADER = "tiktok-signature"
LATE = timedelta(minutes=5)


def sign(body: bytes, secret: str, at: datetime) -> str:
    """Return the header's value for a raw body."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},s={_digest(body, secret, stamp)}"


def is_signed(
    headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
) -> bool:
    """Say whether the header is right and not of another time, in constant time."""
    parts = [one.partition("=") for one in headers.get(HEADER, "").split(",")]
    told = {name: value for name, _, value in parts}
    stamp = told.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    if abs(int(stamp) - now.timestamp()) > LATE.total_seconds():
        return False
    expected = _digest(body, credentials.secrets["app_secret"], stamp)
    return hmac.compare_digest(expected.encode(), told.get("s", "").encode())


def _digest(body: bytes, secret: str, stamp: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
