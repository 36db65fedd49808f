"""How Twitch signs what it sends by webhook, and asks whether an address is ours.

Source: Twitch's EventSub documentation: the header is `sha256=` and the hexadecimal HMAC-SHA256 of
message id, timestamp and raw body, with the subscription's secret. Messages older than ten minutes
are refused: an old one that is sent again may be somebody's copy.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from palabre.connectors.contract import Credentials, Handshake
from palabre.connectors.facts import Unreadable
from palabre.connectors.reading import instant_or_none, read_object, text_of

ID = "twitch-eventsub-message-id"
AT = "twitch-eventsub-message-timestamp"
TYPE = "twitch-eventsub-message-type"
SIGNATURE = "twitch-eventsub-message-signature"
VERIFICATION = "webhook_callback_verification"
TOLERANCE = timedelta(minutes=10)


def sign(*, id: str, at: str, body: bytes, secret: str) -> str:
    """Return the header's value for a raw body."""
    signed = f"{id}{at}".encode(errors="replace") + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_signed(
    headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
) -> bool:
    """Say whether the signature is right and the message is of these ten minutes."""
    id, at = headers.get(ID, ""), headers.get(AT, "")
    sent_at = instant_or_none(at)
    secret = credentials.secrets.get("app_secret", "")
    if not id or not secret or sent_at is None or abs(now - sent_at) > TOLERANCE:
        return False
    expected = sign(id=id, at=at, body=body, secret=secret)
    given = headers.get(SIGNATURE, "")
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def answer(headers: Mapping[str, str], body: bytes) -> Handshake | None:
    """Return the challenge, when Twitch asks whether the address is ours."""
    if headers.get(TYPE, "") != VERIFICATION:
        return None
    try:
        return Handshake(200, text_of(read_object(body).get("challenge")).encode())
    except Unreadable:
        return Handshake(400, b"The question is not JSON.")


def complete(headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a delivery as the socket would bring it: with its id, type and time inside."""
    try:
        payload = read_object(body)
    except Unreadable:
        return body
    metadata = {
        "message_id": headers.get(ID, ""),
        "message_type": headers.get(TYPE, "notification"),
        "message_timestamp": headers.get(AT, ""),
    }
    return msgspec.json.encode({"metadata": metadata, "payload": payload})
