"""Twitch's webhook: its signature, its window and its challenge, at our own door."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from palabre.channels.doors.hooks import Hooks
from palabre.connectors.contract import Change, Credentials
from palabre.connectors.networks.twitch import signature
from palabre.connectors.networks.twitch.connector import Twitch
from palabre.plumbing import clock

AT = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
SECRET = "s3cRe7s3cRe7"
SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "signature_vectors.json"
VECTOR = "sha256=db0d529f0bfaac3efb54091e24096f700d9d7b40cea680756e9bd2236bb37cbf"
STAMP = "2026-01-01T00:00:00.123456789Z"
BODY = b'{"a":1}'


def credentials(secret: str = SECRET) -> Credentials:
    """Return an account's secrets."""
    return Credentials("42", {"app_secret": secret}, "")


def headers(**changed: str) -> dict[str, str]:
    """Return the headers of a delivery."""
    told = {"id": "m1", "at": STAMP, "signature": VECTOR} | changed
    return {
        signature.ID: told["id"],
        signature.AT: told["at"],
        signature.SIGNATURE: told["signature"],
    }


def opens(told: Mapping[str, str], body: bytes = BODY, now: datetime = AT) -> bool:
    """Say whether a delivery is let in."""
    return signature.is_signed(told, body, credentials(), now)


def test_a_known_signature_is_right() -> None:
    assert signature.sign(id="m1", at=STAMP, body=BODY, secret=SECRET) == VECTOR
    assert opens(headers())


def test_the_published_vector_is_right() -> None:
    if not SHARED.is_file():
        pytest.skip("The vectors are not beside the repository.")
    told = json.loads(SHARED.read_text(encoding="utf-8"))["twitch"]
    given = headers(
        id=told["id"], at=told["ts"], signature=told["Twitch-Eventsub-Message-Signature"]
    )
    body = told["body"].encode()
    assert signature.is_signed(given, body, credentials(told["key"]), AT)


def test_what_was_tampered_with_is_refused() -> None:
    assert not opens(headers(), b'{"a":2}')
    assert not opens(headers(id="m2"))
    assert not opens(headers(at="2026-01-01T00:00:01.123456789Z"))
    assert not opens(headers(signature=VECTOR[:-1] + "0"))
    assert not opens({})
    assert not signature.is_signed(headers(), BODY, Credentials("42", {}, ""), AT)


@pytest.mark.parametrize(
    ("minutes", "accepted"), [(0, True), (10, True), (11, False), (-11, False)]
)
def test_a_delivery_counts_for_ten_minutes(minutes: int, accepted: bool) -> None:
    assert opens(headers(), now=AT + timedelta(minutes=minutes)) is accepted


class Door:
    """What a door knows of the account behind it."""

    workspace, account, connector = 1, 2, Twitch()
    credentials = credentials()


class Doors:
    """One door, whatever the address."""

    async def find(self, network: str, key: str) -> Door:
        """Return it."""
        return Door()


class Ledger:
    """Keeps changes by their keys, as the ledger does."""

    def __init__(self) -> None:
        self.kept: dict[bytes, bytes] = {}

    async def keep(self, workspace: int, account: int, changes: list[Change]) -> None:
        """Keep what is new."""
        for change in changes:
            self.kept.setdefault(change.key, change.body)


def deliver(ledger: Ledger, body: bytes, told: Mapping[str, str]) -> tuple[int, bytes]:
    """Bring a delivery to the door; return its answer."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {
        "method": "POST",
        "path": "/hooks/twitch/key",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }
    hooks = Hooks(Doors(), ledger)  # type: ignore[arg-type]
    asyncio.run(hooks(scope, receive, send))  # type: ignore[arg-type]
    return sent[0]["status"], sent[1]["body"]


def signed(body: bytes, *, type: str = "notification", id: str = "m1") -> dict[str, str]:
    """Return a delivery's headers, signed now."""
    stamp = clock.now().isoformat()
    right = signature.sign(id=id, at=stamp, body=body, secret=SECRET)
    return headers(id=id, at=stamp, signature=right) | {signature.TYPE: type}


def test_the_challenge_is_answered_and_nothing_is_kept() -> None:
    body = json.dumps({"challenge": "pogchamp-é", "subscription": {"type": "a"}}).encode()
    ledger = Ledger()
    told = signed(body, type="webhook_callback_verification")
    assert deliver(ledger, body, told) == (200, "pogchamp-é".encode())
    assert ledger.kept == {}
    assert deliver(ledger, body, told | {signature.SIGNATURE: VECTOR})[0] == 401


def test_a_delivery_that_is_sent_again_is_kept_once() -> None:
    event = {"broadcaster_user_id": "42", "message_id": "a", "message": {"text": "x"}}
    body = json.dumps({"subscription": {"type": "channel.chat.message"}, "event": event}).encode()
    ledger = Ledger()
    assert deliver(ledger, body, signed(body))[0] == 200
    assert deliver(ledger, body, signed(body) | {"twitch-eventsub-message-retry": "1"})[0] == 200
    assert len(ledger.kept) == 1
    (kept,) = ledger.kept.values()
    (fact,) = Twitch().read(kept, account="42", received_at=AT)
    assert fact.external_id == "a"
