"""EventSub by webhook on the square: kept, the address asked at once, events sent there too."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from starlette.requests import Request
from starlette.responses import Response

from palabre.sandbox import facts
from palabre.sandbox.door import Answering, Door, Knock
from palabre.sandbox.networks.contract import Json
from palabre.sandbox.networks.twitch.calls import bad
from palabre.sandbox.networks.twitch.events import moment
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

APP_TOKEN = "app-of-the-square"  # noqa: S105 - everybody's, and no secret.
NAME = "eventsub:"
SECONDS = 10.0


class AppDoor(Door):
    """Takes a channel's token, and the app's own."""

    def account_of(self, square: Square, request: Request) -> Account:
        """Return the channel of a token; for the app's own any, since the call names it."""
        if not _is_app(request):
            return Door.account_of(self, square, request)
        accounts = square.configuration.accounts.values()
        found = next((one for one in accounts if one.network == self.network), None)
        if found is None:
            raise self.refuse(Bad(Trouble.BAD_TOKEN))
        return found


def table(by_socket: Answering) -> tuple[tuple[str, Answering], ...]:
    """Return the calls of subscriptions: by socket with a channel's token, else with the app's."""

    def answer(knock: Knock) -> Any:
        is_webhook = _object(knock.content, "transport").get("method") == "webhook"
        if is_webhook != _is_app(knock.request):
            raise bad("invalid transport and auth combination")
        return subscribe(knock) if is_webhook else by_socket(knock)

    return (("POST", answer), ("GET", list_subscriptions), ("DELETE", delete))


def _is_app(request: Request) -> bool:
    return request.headers.get("authorization", "").rpartition(" ")[2] == APP_TOKEN


def subscription_of(square: Square, account: Account, type: str) -> Json | None:
    """Return what was asked for by webhook for one type of event."""
    return square.world.subscriptions.get((account.key, NAME + type))


async def subscribe(knock: Knock) -> Json:
    """Keep a subscription by webhook, once its address has answered the challenge."""
    wanted, type = knock.content, knock.text("type")
    condition, transport = _object(wanted, "condition"), _object(wanted, "transport")
    ids = set(condition.values())
    account = knock.square.configuration.by_page.get(next(iter(ids), ""))
    if account is None or len(ids) != 1 or account.network != "twitch":
        raise bad("The condition names nobody who let the app in.", 403)
    if subscription_of(knock.square, account, type) is not None:
        raise bad("subscription already exists", 409)
    if not 10 <= len(str(transport.get("secret", ""))) <= 100:
        raise bad("The secret must have between 10 and 100 characters.")
    told = {
        "id": str(uuid.uuid4()),
        "type": type,
        "version": knock.text("version"),
        "condition": condition,
        "transport": dict(transport),
        "created_at": moment(knock.now),
    }
    told["status"] = "enabled" if await _answers(told) else "webhook_callback_verification_failed"
    knock.square.record(facts.Subscribed(account=account.key, name=NAME + type, told=told))
    return {"data": [shown(told)], "total": 1, "total_cost": 0, "max_total_cost": 10_000}


def list_subscriptions(knock: Knock) -> Json:
    """Return what is asked for by webhook for one channel."""
    account = knock.square.configuration.by_page.get(knock.text("user_id"))
    kept = knock.square.world.subscriptions.items()
    found = [told for (key, _), told in kept if account is not None and key == account.key]
    return {"data": list(map(shown, found)), "total": len(found), "pagination": {}}


def delete(knock: Knock) -> Response:
    """Forget a subscription."""
    for (key, name), told in knock.square.world.subscriptions.items():
        if told.get("id") == knock.text("id"):
            knock.square.record(facts.Subscribed(account=key, name=name, told=None))
            return Response(status_code=204)
    raise bad("subscription not found", 404)


def sign(body: bytes, secret: str, *, kind: str = "notification") -> dict[str, str]:
    """Return the headers of a message; the same body has the same id, also when sent again."""
    id, at = hashlib.sha256(body).hexdigest()[:32], moment(time.time())
    digest = hmac.new(secret.encode(), f"{id}{at}".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Twitch-Eventsub-Message-Id": id,
        "Twitch-Eventsub-Message-Timestamp": at,
        "Twitch-Eventsub-Message-Type": kind,
        "Twitch-Eventsub-Message-Signature": f"sha256={digest}",
    }


def shown(told: Json) -> Json:
    """Return a subscription as answers and notifications name it: without its secret."""
    transport = {name: told["transport"].get(name) for name in ("method", "callback")}
    return told | {"transport": transport, "cost": 0}


def _object(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


async def _answers(told: Json) -> bool:
    """Ask the address to repeat a challenge, as Twitch does."""
    challenge = secrets.token_urlsafe(24)
    body = msgspec.json.encode({"challenge": challenge, "subscription": shown(told)})
    transport = told["transport"]
    headers = sign(body, str(transport["secret"]), kind="webhook_callback_verification")
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.post(
                str(transport.get("callback", "")), content=body, headers=headers
            )
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code == 200 and answer.text == challenge
