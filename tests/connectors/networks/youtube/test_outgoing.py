"""What we ask of YouTube, checked against Google's own description of it, and its answers."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from importlib.resources import files
from typing import Any

import httpx
import pytest

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.youtube.client import HOME, PREFIX, Ask
from palabre.connectors.networks.youtube.connector import YouTube
from palabre.connectors.networks.youtube.outgoing import live_request, request_of
from palabre.engine.vocabulary import Verb
from tests.connectors.networks.youtube.probe import comment, live

CREDENTIALS = Credentials("UC0", {"access_token": "token"}, HOME)
ORDER = {"key": "k", "text": "Merci", "comment": "Ug1.a", "person": "UC7"}
IN_CHAT = {"comment": "live:L:LCC.1"}
UNDER_VIDEO = [Verb.REPLY, Verb.HIDE, Verb.UNHIDE, Verb.RELEASE, Verb.DELETE, Verb.BAN]
IN_LIVE = [Verb.REPLY, Verb.DELETE, Verb.BAN, Verb.TIME_OUT]
DOCUMENT = "discovery_cache/documents/youtube.v3.json"


def order(verb: Verb, **more: Any) -> Order:
    """Return an order."""
    return Order(verb, **(ORDER | more))


@cache
def discovery() -> dict[str, Any]:
    """Return Google's description of the API, which its Python client brings along."""
    document = files("googleapiclient") / DOCUMENT
    told: dict[str, Any] = json.loads(document.read_text(encoding="utf-8"))
    return told


def methods() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every method by its HTTP method and path."""
    return {
        (method["httpMethod"], "/" + method["path"]): method
        for resource in discovery()["resources"].values()
        for method in resource.get("methods", {}).values()
    }


def check(asked: Ask) -> None:
    """Fail when a request has what Google does not describe, or lacks what it needs."""
    method = methods()[asked.method, PREFIX + asked.path]
    parameters = method["parameters"]
    assert set(asked.query) <= set(parameters)
    assert {name for name, one in parameters.items() if one.get("required")} <= set(asked.query)
    for name, value in asked.query.items():
        assert value in parameters[name].get("enum", [value])
    assert ("request" in method) == (asked.json is not None)
    if asked.json is not None:
        check_object(dict(asked.json), method["request"]["$ref"])


def check_object(value: dict[str, Any], name: str) -> None:
    """Fail when an object is not one of this schema."""
    properties = discovery()["schemas"][name]["properties"]
    for key, inner in value.items():
        described = properties[key]
        if "$ref" in described:
            check_object(inner, described["$ref"])
        else:
            assert isinstance(inner, str)
            assert inner in described.get("enum", [inner])


@pytest.mark.parametrize("verb", UNDER_VIDEO)
def test_every_act_under_a_video_is_a_request_that_google_describes(verb: Verb) -> None:
    check(request_of(order(verb)))


@pytest.mark.parametrize("verb", IN_LIVE)
def test_every_act_in_a_live_chat_is_a_request_that_google_describes(verb: Verb) -> None:
    check(live_request(order(verb, seconds=60, **IN_CHAT)))


def test_the_abilities_are_what_can_be_performed() -> None:
    able = YouTube().abilities.able
    assert {one.what for one in able if isinstance(one.what, Verb)} == {*UNDER_VIDEO, *IN_LIVE}


def ask(order: Order, *answers: httpx.Response, looks: bool = False) -> tuple[Any, list[Any]]:
    """Perform an order, or look for it, against these answers; return its result and requests."""
    left, asked = list(answers), []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return left.pop(0)

    async def act() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            do = YouTube().look if looks else YouTube().perform
            return await do(order, CREDENTIALS, client)

    try:
        return asyncio.run(act()), asked
    except ConnectorError as problem:
        return problem, asked


def test_an_answer_goes_under_the_first_comment_of_its_thread() -> None:
    told, (request,) = ask(order(Verb.REPLY), httpx.Response(200, json={"id": "Ug1.b"}))
    assert told == "Ug1.b"
    assert json.loads(request.content)["snippet"]["parentId"] == "Ug1"


def test_an_answer_in_a_live_chat_is_said_there_and_is_not_too_long() -> None:
    told, (request,) = ask(order(Verb.REPLY, **IN_CHAT), httpx.Response(200, json={"id": "LCC.2"}))
    assert told == "live:L:LCC.2"
    assert json.loads(request.content)["snippet"]["liveChatId"] == "L"
    problem, asked = ask(order(Verb.REPLY, text="x" * 201, **IN_CHAT))
    assert (problem.failure, problem.reason, asked) == (Failure.REFUSED, "invalid", [])


def test_a_ban_rejects_the_comment_and_a_time_out_has_its_seconds() -> None:
    _, (ban,) = ask(order(Verb.BAN), httpx.Response(204))
    assert dict(ban.url.params) == {
        "id": "Ug1.a", "moderationStatus": "rejected", "banAuthor": "true",
    }  # fmt: skip
    _, (out,) = ask(order(Verb.TIME_OUT, seconds=60, **IN_CHAT), httpx.Response(200, json={}))
    told = json.loads(out.content)["snippet"]
    assert (told["type"], told["banDurationSeconds"]) == ("temporary", "60")


@pytest.mark.parametrize("verb", [Verb.HIDE, Verb.UNHIDE, Verb.RELEASE])
def test_nothing_is_hidden_in_a_live_chat(verb: Verb) -> None:
    problem, asked = ask(order(verb, **IN_CHAT))
    assert (problem.reason, asked) == ("not_possible", [])


def test_what_is_ours_is_deleted_where_it_cannot_be_rejected() -> None:
    no = httpx.Response(403, json={"error": {"errors": [{"reason": "forbidden"}]}})
    told, (first, second) = ask(order(Verb.DELETE), no, httpx.Response(204))
    assert told == ""
    assert (first.method, second.method, second.url.path) == (
        "POST", "DELETE", "/youtube/v3/comments",
    )  # fmt: skip


def test_a_lost_answer_is_found_by_its_words_and_its_time() -> None:
    ours = {"authorChannelId": {"value": "UC0"}, "publishedAt": "2026-11-21T12:00:00Z"}
    there = httpx.Response(
        200, json={"items": [comment("Ug1.x", "Merci"), comment("Ug1.y", "Merci", **ours)]}
    )
    found, _ = ask(order(Verb.REPLY), there, looks=True)
    assert (found.done, found.external_id) == (True, "Ug1.y")
    claimed, _ = ask(order(Verb.REPLY, claimed=frozenset({"Ug1.y"})), there, looks=True)
    assert not claimed.done


def test_a_lost_word_in_a_live_chat_is_found_there() -> None:
    said = live(id="LCC.9", authorChannelId="UC0", textMessageDetails={"messageText": "Merci"})
    there = httpx.Response(200, json={"items": [live(), said]})
    found, _ = ask(order(Verb.REPLY, **IN_CHAT), there, looks=True)
    assert (found.done, found.external_id) == (True, "live:L:LCC.9")
