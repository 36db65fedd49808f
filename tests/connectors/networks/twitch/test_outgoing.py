"""What we ask of Twitch, checked against the description of its API, and its answers."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest
from requests import Request

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import watching
from palabre.connectors.networks.twitch.client import HOME, Helix, call
from palabre.connectors.networks.twitch.connector import Twitch
from palabre.connectors.networks.twitch.outgoing import message_of, request_of
from palabre.connectors.networks.twitch.subscriptions import WANTED, body_of, subscribe
from palabre.engine.vocabulary import Verb

TWITCH = Twitch()
CREDENTIALS = Credentials("42", {"access_token": "token", "client_id": "app"}, HOME)
SPEC = Path(__file__).parents[5] / "shared" / "specs" / "twitch.helix.openapi.json"
ORDER = {"key": "k", "text": "Bonjour", "comment": "m1", "person": "7"}
BY_ONE_CALL = [
    *(Verb.MESSAGE, Verb.PRIVATE_REPLY, Verb.BAN, Verb.TIME_OUT, Verb.UNBAN, Verb.WARN),
    *(Verb.RELEASE, Verb.SLOW, Verb.UNSLOW, Verb.NARROW, Verb.WIDEN, Verb.SHIELD, Verb.UNSHIELD),
]


def order(verb: Verb, **more: Any) -> Order:
    """Return an order."""
    return Order(verb, **(ORDER | more))


@cache
def contract() -> OpenAPI:
    """Return the description of Helix, which has faults of its own in parts we do not use."""
    if not SPEC.is_file():
        pytest.skip("The description of the API is not beside the repository.")
    told = json.loads(SPEC.read_text(encoding="utf-8"))
    return OpenAPI.from_dict(told, config=Config(spec_validator_cls=None))


def check(asked: Helix) -> None:
    """Fail when a request is not one that Helix describes, or has fields it does not know."""
    request = Request(
        asked.method, f"{HOME}/helix{asked.path}", params=dict(asked.query), json=asked.json
    )
    contract().validate_request(RequestsOpenAPIRequest(request))
    described = _described(asked)
    assert set(asked.query) <= described["query"]
    if asked.json is not None:
        assert set(asked.json) <= described["body"]


def _described(asked: Helix) -> dict[str, set[str]]:
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    operation = spec["paths"][asked.path][asked.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").split("/")[-1]
    schema = spec["components"]["schemas"].get(name, {})
    return {
        "query": {one["name"] for one in operation.get("parameters", [])},
        "body": set(schema.get("properties", {})),
    }


@pytest.mark.parametrize("verb", BY_ONE_CALL)
def test_every_act_is_a_request_that_helix_describes(verb: Verb) -> None:
    check(request_of(order(verb, seconds=5_000_000), "42"))


def test_the_chat_and_its_subscriptions_are_requests_that_helix_describes() -> None:
    check(message_of(order(Verb.REPLY), "42"))
    check(Helix("DELETE", "/moderation/chat", {
        "broadcaster_id": "42", "moderator_id": "42", "message_id": "m1",
    }))  # fmt: skip
    for one in WANTED:
        body = body_of(one, "42", {"method": "websocket", "session_id": "s"})
        check(Helix("POST", "/eventsub/subscriptions", {}, body))


def test_the_abilities_are_what_can_be_performed() -> None:
    verbs = {one.what for one in TWITCH.abilities.able if isinstance(one.what, Verb)}
    assert verbs == {*BY_ONE_CALL, Verb.REPLY, Verb.DELETE}


def ask(order: Order, *answers: httpx.Response, looks: bool = False) -> tuple[Any, list[Any]]:
    """Perform an order, or look for it, against these answers; return its result and requests."""
    left = list(answers)
    asked: list[httpx.Request] = []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return left.pop(0)

    async def act() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            do = TWITCH.look if looks else TWITCH.perform
            return await do(order, CREDENTIALS, client)

    try:
        return asyncio.run(act()), asked
    except ConnectorError as problem:
        return problem, asked


def sent(**told: Any) -> httpx.Response:
    """Return the answer to a chat message."""
    return httpx.Response(200, json={"data": [told]})


def test_what_is_said_goes_under_what_it_answers_and_its_id_comes_back() -> None:
    told, (request,) = ask(order(Verb.REPLY), sent(message_id="m2", is_sent=True))
    assert told == "m2"
    assert json.loads(request.content)["reply_parent_message_id"] == "m1"
    assert request.headers["client-id"] == "app"
    assert request.headers["authorization"] == "Bearer token"


@pytest.mark.parametrize(
    ("code", "failure", "reason"),
    [
        ("msg_duplicate", Failure.REFUSED, "duplicate"),
        ("msg_ratelimit", Failure.TRY_AGAIN, "rate_limit"),
        ("msg_rejected", Failure.REFUSED, "refused"),
        ("hologram_forbidden", Failure.REFUSED, "refused"),
    ],
)
def test_a_message_that_the_chat_dropped_is_not_done(
    code: str, failure: Failure, reason: str
) -> None:
    why = {"code": code, "message": "Dropped."}
    problem, _ = ask(order(Verb.REPLY), sent(message_id="", is_sent=False, drop_reason=why))
    assert (problem.failure, problem.reason, problem.detail) == (failure, reason, "Dropped.")


def test_an_answer_that_does_not_say_leaves_the_outcome_unknown() -> None:
    problem, _ = ask(order(Verb.REPLY), httpx.Response(200, json={"data": []}))
    assert problem.failure == Failure.UNKNOWN


def test_a_time_out_has_its_seconds_and_a_ban_has_none() -> None:
    _, (ban,) = ask(order(Verb.BAN, text=""), sent())
    _, (short,) = ask(order(Verb.TIME_OUT, seconds=60), sent())
    _, (long,) = ask(order(Verb.TIME_OUT, seconds=9_999_999), sent())
    assert json.loads(ban.content) == {"data": {"user_id": "7"}}
    assert json.loads(short.content)["data"]["duration"] == 60
    assert json.loads(long.content)["data"]["duration"] == 1_209_600


def test_two_bans_that_meet_are_asked_again_and_one_that_holds_is_done() -> None:
    problem, _ = ask(order(Verb.BAN), httpx.Response(409, json={"message": "Conflict"}))
    assert (problem.failure, problem.wait is not None) == (Failure.TRY_AGAIN, True)
    held = httpx.Response(400, json={"message": "The user is already banned."})
    assert ask(order(Verb.BAN), held)[0] == ""
    free = httpx.Response(400, json={"message": "The user is not banned."})
    assert ask(order(Verb.UNBAN), free)[0] == ""


def test_a_warning_needs_its_reason() -> None:
    problem, asked = ask(order(Verb.WARN, text=""))
    assert (problem.failure, problem.reason, asked) == (Failure.REFUSED, "invalid", [])


def test_a_held_message_is_refused_where_a_message_of_the_chat_is_deleted() -> None:
    gone, done = httpx.Response(404, json={"message": "Not found"}), httpx.Response(204)
    told, (first, second) = ask(order(Verb.DELETE), gone, done)
    assert told == ""
    assert first.url.params["message_id"] == "m1"
    assert json.loads(second.content) == {"user_id": "42", "msg_id": "m1", "action": "DENY"}


def test_a_whisper_is_never_repeated_and_gets_a_name_of_ours() -> None:
    assert ask(order(Verb.MESSAGE), httpx.Response(204))[0] == "whisper:k"
    problem, asked = ask(order(Verb.MESSAGE), looks=True)
    assert (problem.failure, asked) == (Failure.REFUSED, [])
    problem, asked = ask(order(Verb.REPLY), looks=True)
    assert (problem.failure, asked) == (Failure.UNKNOWN, [])


def test_the_points_that_are_left_are_noted_and_their_end_is_waited_for() -> None:
    headers = {
        "date": "Sat, 21 Nov 2026 12:00:00 GMT",
        "ratelimit-limit": "800",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "1795262430",
    }

    async def act() -> None:
        answer = httpx.MockTransport(lambda _: httpx.Response(429, headers=headers))
        async with httpx.AsyncClient(transport=answer) as client:
            await call(client, CREDENTIALS, Helix("GET", "/channels", {}))

    with watching() as seen, pytest.raises(ConnectorError) as caught:
        asyncio.run(act())
    assert [(one.name, one.remaining) for one in seen] == [("points", 0)]
    assert caught.value.whole_account
    assert caught.value.wait is not None
    assert caught.value.wait.total_seconds() == 30


@pytest.mark.parametrize("refused", ["channel.chat.message", "automod.message.hold"])
def test_only_the_chat_itself_is_needed(refused: str) -> None:
    def give(request: httpx.Request) -> httpx.Response:
        type = json.loads(request.content)["type"]
        return httpx.Response(403 if type == refused else 202, json={"data": []})

    async def act() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            transport = {"method": "websocket", "session_id": "s"}
            await subscribe(transport, CREDENTIALS, client)

    if refused == "automod.message.hold":
        asyncio.run(act())
        return
    with pytest.raises(ConnectorError) as caught:
        asyncio.run(act())
    assert caught.value.failure == Failure.REFUSED
