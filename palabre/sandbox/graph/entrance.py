"""The door of Graph: token, weather, then the one function that answers the call."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from palabre.sandbox import weather
from palabre.sandbox.graph import reading, writing
from palabre.sandbox.graph.call import Call, read_parameters
from palabre.sandbox.graph.errors import (
    GraphError,
    bad_token,
    expired_token,
    no_token,
    rate_limited,
    transient,
    unknown,
)
from palabre.sandbox.graph.people import answer_person, page_behind, read_person
from palabre.sandbox.graph.twin import GraphTwin
from palabre.sandbox.networks import of
from palabre.sandbox.settings import Account
from palabre.sandbox.square import Square
from palabre.sandbox.weather import LostAnswer, Trouble

Json = dict[str, Any]
Answer = Callable[[Call], Json]
VERBS = ("GET", "POST", "DELETE")

CALLS: dict[tuple[str, str, str], Answer] = {
    ("GET", "page", ""): reading.read_page,
    ("GET", "page", "feed"): reading.list_posts,
    ("GET", "page", "media"): reading.list_posts,
    ("GET", "page", "subscribed_apps"): reading.list_subscribed_apps,
    ("POST", "page", "subscribed_apps"): writing.subscribe,
    ("DELETE", "page", "subscribed_apps"): writing.unsubscribe,
    ("GET", "page", "blocked"): reading.list_blocked,
    ("POST", "page", "blocked"): writing.ban,
    ("DELETE", "page", "blocked"): writing.unban,
    ("POST", "page", "messages"): writing.send,
    ("GET", "page", "conversations"): reading.list_conversations,
    ("GET", "post", ""): reading.read_post,
    ("GET", "post", "comments"): reading.list_post_comments,
    ("GET", "facebook comment", "comments"): reading.list_replies,
    ("POST", "facebook comment", "comments"): writing.reply,
    ("GET", "instagram comment", "replies"): reading.list_replies,
    ("POST", "instagram comment", "replies"): writing.reply,
    ("GET", "conversation", ""): reading.read_conversation,
}
for _network in ("facebook comment", "instagram comment"):
    CALLS |= {
        ("GET", _network, ""): reading.read_comment,
        ("POST", _network, ""): writing.update_comment,
        ("DELETE", _network, ""): writing.delete_comment,
        ("POST", _network, "likes"): writing.like,
        ("DELETE", _network, "likes"): writing.unlike,
    }


async def answer(request: Request) -> Response:
    """Answer one call, or refuse it in Graph's own words."""
    square: Square = request.app.state.square
    square.refresh()
    try:
        parameters = await read_parameters(request)
        person = read_person(str(parameters.get("access_token", "")))
        if person is not None:
            path = request.path_params["path"].strip("/")
            return _json(answer_person(square, person, request.method, path, parameters))
        account = _account(square, parameters)
        told = _answer(square, account, request, parameters)
    except GraphError as error:
        square.commit()
        return _json(error.body(), status=error.status, headers=error.headers)
    lost = request.method != "GET" and weather.is_answer_lost(square, account)
    square.commit()
    if lost:
        return LostAnswer(msgspec.json.encode(told), media_type="application/json")
    return _json(told)


def _account(square: Square, parameters: Json) -> Account:
    """Return the page of the token, or refuse the token."""
    token = parameters.pop("access_token", None)
    if not token:
        raise no_token()
    account = square.configuration.by_token.get(str(token))
    if account is None or not isinstance(of(account), GraphTwin):
        raise bad_token()
    if square.world.weather(account.key).token_expired:
        raise expired_token()
    return account


def _answer(square: Square, account: Account, request: Request, parameters: Json) -> Json:
    path = request.path_params["path"].strip("/").split("/")
    identifier, edge = path[0], "/".join(path[1:])
    if identifier == "me":
        identifier = account.page_id
    _refuse_in_bad_weather(square, account, sending=edge == "messages")
    kind = _kind(square, account, identifier)
    act = CALLS.get((request.method, kind, edge))
    if act is None:
        raise unknown(request.method, identifier)
    call = Call(
        square=square,
        account=account,
        object=identifier,
        parameters=parameters,
        now=time.time(),
        home=str(request.base_url),
    )
    return act(call)


def _refuse_in_bad_weather(square: Square, account: Account, *, sending: bool) -> None:
    """Refuse the call when the faults say so; nothing was done then."""
    bad = weather.look(square, account)
    if bad is None:
        return
    if bad.trouble == Trouble.LIMITED:
        raise rate_limited(sending=sending, retry_after=bad.wait)
    raise transient(down=bad.trouble == Trouble.DOWN)


def _kind(square: Square, account: Account, identifier: str) -> str:
    """Return what an id names, as far as this page's token sees it."""
    if identifier in {account.page_id, page_behind(account)}:
        return "page"
    if identifier.startswith("t_"):
        return "conversation"
    comment = square.world.comments.get(identifier)
    if comment is not None and comment.account == account.key and not comment.deleted:
        return f"{account.network} comment"
    if identifier in {post.id for post in account.posts}:
        return "post"
    return ""


def _json(told: Json, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = msgspec.json.encode(told)
    return Response(body, status, headers, media_type="application/json; charset=UTF-8")
