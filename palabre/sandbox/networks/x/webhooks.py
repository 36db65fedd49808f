"""X's webhooks and activity subscriptions on the square: kept, and the address asked at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from starlette.requests import Request

from palabre.sandbox import facts, networks
from palabre.sandbox.door import Door, Knock, Refusal
from palabre.sandbox.networks.contract import Json, moment
from palabre.sandbox.networks.x.reading import problem
from palabre.sandbox.settings import Account

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

APP = "app-"
"""Before an account's token, it is the app's own."""
WEBHOOK, SUBSCRIPTION = "webhook:", "subscription:"
SECONDS = 10.0


class AppDoor(Door):
    """Takes an account's token, and the app's own."""

    def account_of(self, square: Square, request: Request) -> Account:
        """Return the account of a token; the app's own stands for it too."""
        token = request.headers.get("authorization", "").rpartition(" ")[2]
        account = square.configuration.by_token.get(token.removeprefix(APP))
        is_app = token.startswith(APP) and account is not None and account.network == self.network
        return account if account and is_app else Door.account_of(self, square, request)


def _kept(knock: Knock, kind: str) -> list[Json]:
    found = knock.square.world.subscriptions.items()
    return [
        told for (key, name), told in found if key == knock.account.key and name.startswith(kind)
    ]


def _keep(knock: Knock, kind: str, id: str, told: Json | None) -> None:
    knock.square.record(facts.Subscribed(account=knock.account.key, name=kind + id, told=told))


def _find(knock: Knock, kind: str) -> Json:
    found = knock.square.world.subscriptions.get((knock.account.key, kind + knock.part("id")))
    if found is None:
        raise Refusal(404, problem(404, "Not Found Error", "Not Found"))
    return found


def _refuse_accounts(knock: Knock) -> None:
    """Refuse what only the app itself may do."""
    if not knock.request.headers.get("authorization", "").rpartition(" ")[2].startswith(APP):
        raise Refusal(403, problem(403, "Unsupported Authentication", "Unsupported Authentication"))


def list_webhooks(knock: Knock) -> Json:
    """Return the app's webhooks."""
    _refuse_accounts(knock)
    found = _kept(knock, WEBHOOK)
    meta = {"result_count": len(found)}
    return {"data": found, "meta": meta} if found else {"meta": meta}


async def make_webhook(knock: Knock) -> Json:
    """Keep a webhook, when its address answers the token."""
    _refuse_accounts(knock)
    address = knock.text("url")
    if any(one["url"] == address for one in _kept(knock, WEBHOOK)):
        raise Refusal(400, problem(400, "Invalid Request", "DuplicateUrlFailed"))
    if not await _answers(knock.account, address):
        raise Refusal(400, problem(400, "Invalid Request", "CrcValidationFailed"))
    id = str(secrets.randbelow(10**18) + 10**18)
    told = {"id": id, "url": address, "valid": True, "created_at": moment(knock.now)}
    _keep(knock, WEBHOOK, id, told)
    return told


async def ask_webhook(knock: Knock) -> Json:
    """Ask an address anew."""
    _refuse_accounts(knock)
    found = _find(knock, WEBHOOK)
    is_valid = await _answers(knock.account, str(found["url"]))
    _keep(knock, WEBHOOK, str(found["id"]), found | {"valid": is_valid})
    return {"data": {"valid": is_valid}}


def delete_webhook(knock: Knock) -> Json:
    """Forget a webhook."""
    _refuse_accounts(knock)
    _keep(knock, WEBHOOK, str(_find(knock, WEBHOOK)["id"]), None)
    return {"data": {"deleted": True}}


def list_subscriptions(knock: Knock) -> Json:
    """Return what is subscribed to."""
    _refuse_accounts(knock)
    found = _kept(knock, SUBSCRIPTION)
    return {"data": found, "meta": {"result_count": len(found)}}


def make_subscription(knock: Knock) -> Json:
    """Keep a subscription, once."""
    wanted: Mapping[str, Any] = knock.content
    webhook = f"{WEBHOOK}{wanted.get('webhook_id')}"
    if (knock.account.key, webhook) not in knock.square.world.subscriptions:
        raise Refusal(400, problem(400, "Invalid Request", "The webhook does not exist."))
    if wanted.get("filter") != {"user_id": knock.account.page_id}:
        raise Refusal(403, problem(403, "Forbidden", "The filter names another user."))
    if any(one["event_type"] == wanted.get("event_type") for one in _kept(knock, SUBSCRIPTION)):
        raise Refusal(400, problem(400, "Invalid Request", "DuplicateSubscription"))
    id, at = str(secrets.randbelow(10**18) + 10**18), moment(knock.now)
    told = {**wanted, "subscription_id": id, "created_at": at, "updated_at": at}
    _keep(knock, SUBSCRIPTION, id, told)
    return {"data": {"subscription": told}}


def delete_subscription(knock: Knock) -> Json:
    """Forget a subscription."""
    _refuse_accounts(knock)
    _keep(knock, SUBSCRIPTION, str(_find(knock, SUBSCRIPTION)["subscription_id"]), None)
    return {"data": {"deleted": True}}


async def _answers(account: Account, address: str) -> bool:
    """Ask an address with a token, as X does."""
    token = secrets.token_urlsafe(24)
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.get(address, params={"crc_token": token})
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code == 200 and networks.of(account).accepts(account, token, answer.text)


TABLE = (
    ("GET", "/2/webhooks", list_webhooks),
    ("POST", "/2/webhooks", make_webhook),
    ("PUT", "/2/webhooks/{id}", ask_webhook),
    ("DELETE", "/2/webhooks/{id}", delete_webhook),
    ("GET", "/2/activity/subscriptions", list_subscriptions),
    ("POST", "/2/activity/subscriptions", make_subscription),
    ("DELETE", "/2/activity/subscriptions/{id}", delete_subscription),
)
