"""Signatures and handshakes, judged by published values and the official library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from palabre.connectors.contract import Credentials
from palabre.connectors.graph import signature as meta
from palabre.connectors.networks.generic import signature as standard

BODY = b'{"a":1}'
DIGEST = "bad0361b4fbcce21d3bc25f6eceb8f23abce856cd76c29d18d477dbbff237687"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = 1_614_265_330
SIGNED = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
AT = datetime.fromtimestamp(STAMP, UTC)


def credentials(secret: str) -> Credentials:
    """Return an account with these secrets."""
    return Credentials("42", {"app_secret": secret, "verify_token": "open"}, "")


def headers(signature: str = SIGNATURE, stamp: object = STAMP) -> dict[str, str]:
    """Return the three headers of Standard Webhooks."""
    return {
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature,
    }


def test_metas_signature_is_the_hmac_of_the_raw_body() -> None:
    assert meta.sign(BODY, "appsecret") == f"sha256={DIGEST}"
    known = credentials("appsecret")
    assert meta.is_signed({"x-hub-signature-256": f"sha256={DIGEST}"}, BODY, known)
    for wrong in (DIGEST, f"sha1={DIGEST}", f"sha256={DIGEST.upper()}", f"sha256={DIGEST} ", ""):
        assert not meta.is_signed({"x-hub-signature-256": wrong}, BODY, known)
    assert not meta.is_signed({"x-hub-signature": f"sha256={DIGEST}"}, BODY, known)


def test_metas_handshake_echoes_the_challenge_to_who_knows_the_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "open", "hub.challenge": "1158201444"}
    shaken = meta.shake_hands(asked, credentials("s"))
    assert (shaken.status, shaken.body) == (200, b"1158201444")
    assert shaken.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "shut"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "ópen"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
    ],
)
def test_metas_handshake_refuses_everybody_else(change: dict[str, str]) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "open", "hub.challenge": "7"} | change
    shaken = meta.shake_hands(asked, credentials("s"))
    assert shaken.status == 403
    assert b"7" not in shaken.body


def test_the_published_value_of_standard_webhooks_is_ours() -> None:
    assert standard.sign(message_id=MESSAGE, at=AT, body=SIGNED, secret=SECRET) == SIGNATURE
    assert standard.is_signed(headers(), SIGNED, SECRET, AT)


def test_the_official_library_accepts_what_we_sign() -> None:
    now = datetime.now(UTC)
    ours = standard.sign(message_id=MESSAGE, at=now, body=SIGNED, secret=SECRET)
    given = headers(ours, int(now.timestamp()))
    assert Webhook(SECRET).verify(SIGNED, given) == {"test": 2432232314}
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(SIGNED + b" ", given)


def test_what_the_official_library_signs_we_accept() -> None:
    theirs = Webhook(SECRET).sign(MESSAGE, AT, SIGNED.decode())
    assert standard.is_signed(headers(theirs), SIGNED, SECRET, AT)


def test_one_right_signature_among_several_is_enough() -> None:
    for several in (f"v1,AAAA {SIGNATURE}", f"{SIGNATURE} v1,AAAA", f"v1a,x v2,y {SIGNATURE}"):
        assert standard.is_signed(headers(several), SIGNED, SECRET, AT)
    assert not standard.is_signed(headers("v1,AAAA v1,BBBB"), SIGNED, SECRET, AT)
    assert not standard.is_signed(headers(SIGNATURE.replace("v1,", "v2,")), SIGNED, SECRET, AT)


@pytest.mark.parametrize(
    ("seconds", "accepted"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_a_delivery_counts_for_five_minutes(seconds: int, accepted: bool) -> None:
    now = AT + timedelta(seconds=seconds)
    assert standard.is_signed(headers(), SIGNED, SECRET, now) is accepted


@pytest.mark.parametrize("stamp", ["", "x", "-5", "1e9", "٣", "9" * 400, "1614265330.0", " 1"])
def test_an_odd_timestamp_is_refused(stamp: str) -> None:
    assert not standard.is_signed(headers(stamp=stamp), SIGNED, SECRET, AT)


def test_a_secret_that_is_not_base64_counts_as_its_own_bytes() -> None:
    given = standard.sign(message_id="m", at=AT, body=BODY, secret="no base64!")
    asked = {"webhook-id": "m", "webhook-timestamp": str(STAMP), "webhook-signature": given}
    assert standard.is_signed(asked, BODY, "no base64!", AT)
    assert not standard.is_signed(asked, BODY, "no base64?", AT)
