"""TikTok's webhooks on the square: one address for each kind of event of an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from palabre.sandbox import facts
from palabre.sandbox.door import read_content
from palabre.sandbox.networks.tiktok.reading import ROOT, fine, refusal
from palabre.sandbox.settings import Account

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

KINDS = ("COMMENT", "DIRECT_MESSAGE")
NAME = "webhook:"


def routes() -> list[Route]:
    """Return the three addresses, which take the app's id and secret instead of a token."""
    return [
        Route(f"{ROOT}business/webhook/list/", _answer, methods=["GET"]),
        Route(f"{ROOT}business/webhook/update/", _answer, methods=["POST"]),
        Route(f"{ROOT}business/webhook/delete/", _answer, methods=["POST"]),
    ]


async def _answer(request: Request) -> Response:
    square: Square = request.app.state.square
    square.refresh()
    told = dict(request.query_params) | await read_content(request)
    account = next(
        (
            one
            for one in square.configuration.accounts.values()
            if one.network == "tiktok"
            and told.get("app_id")
            and one.app_secret == told.get("secret")
        ),
        None,
    )
    if account is None:
        return JSONResponse(refusal(40001, "The app or its secret is wrong.").body)
    if told.get("event_type") not in KINDS:
        return JSONResponse(refusal(40002, "event_type: Invalid value.").body)
    answer = _do(square, account, str(request.url.path).rstrip("/").rpartition("/")[2], told)
    square.commit()
    return JSONResponse(fine(answer))


def _do(square: Square, account: Account, what: str, told: dict[str, Any]) -> dict[str, Any]:
    name = NAME + str(told["event_type"])
    if what == "list":
        return square.world.subscriptions.get((account.key, name), {})
    kept = {"event_type": told["event_type"], "callback_url": told.get("callback_url", "")}
    square.record(
        facts.Subscribed(account=account.key, name=name, told=kept if what == "update" else None)
    )
    return kept
