"""What we ask of X: held against X's own description, and what its refusals mean."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from palabre.connectors import limits
from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.x import fetching
from palabre.connectors.networks.x.connector import X
from palabre.connectors.networks.x.limits import REASONS
from palabre.connectors.sources import Ask, Page
from palabre.engine.vocabulary import Kind, Verb
from tests.connectors.networks.contracts import Wire, problems_of
from tests.connectors.networks.recorded import NOW, load

OURS, NOUR, POST = "1700000000000000042", "1700000000000000777", "1990000000000000102"
HOST = "https://api.x.com"
CREDENTIALS = Credentials(OURS, {"access_token": "t", "app_secret": "s"}, HOST)
ORDER = Order(Verb.REPLY, "key-1", "From eight.", POST, NOUR, tried_at=NOW)
VERBS = [
    (Verb.REPLY, "POST", "/2/tweets"),
    (Verb.MESSAGE, "POST", f"/2/dm_conversations/with/{NOUR}/messages"),
    (Verb.HIDE, "PUT", f"/2/tweets/{POST}/hidden"),
    (Verb.UNHIDE, "PUT", f"/2/tweets/{POST}/hidden"),
    (Verb.DELETE, "DELETE", f"/2/tweets/{POST}"),
    (Verb.MUTE, "POST", f"/2/users/{OURS}/muting"),
    (Verb.UNMUTE, "DELETE", f"/2/users/{OURS}/muting/{NOUR}"),
    (Verb.BAN, "POST", f"/2/users/{NOUR}/dm/block"),
    (Verb.UNBAN, "POST", f"/2/users/{NOUR}/dm/unblock"),
]


def perform(order: Order, wire: Wire) -> str:
    """Do an act on a wire."""

    async def run() -> str:
        async with wire.client() as client:
            return await X().perform(order, CREDENTIALS, client)

    return asyncio.run(run())


def look(order: Order, wire: Wire) -> Found:
    """Look for an act on a wire."""

    async def run() -> Found:
        async with wire.client() as client:
            return await X().look(order, CREDENTIALS, client)

    return asyncio.run(run())


def poll(source: str, cursor: str, wire: Wire) -> Page:
    """Poll a source on a wire."""
    ask = Ask(source, cursor, NOW - timedelta(days=30), NOW)

    async def run() -> Page:
        async with wire.client() as client:
            return await X().poll(ask, CREDENTIALS, client)

    return asyncio.run(run())


def refused(order: Order, *answers: httpx.Response) -> ConnectorError:
    """Return the error that answers mean."""
    with pytest.raises(ConnectorError) as caught:
        perform(order, Wire(answers))
    return caught.value


def fine(data: Any = None) -> httpx.Response:
    """Return an answer with data."""
    return httpx.Response(200, json={"data": data if data is not None else {"id": "1"}})


def problem(status: int, detail: str, kind: str = "about:blank", **headers: str) -> httpx.Response:
    """Return a refusal in X's words."""
    told = {"title": "No", "detail": detail, "type": kind, "status": status}
    return httpx.Response(status, json=told, headers=headers)


@pytest.mark.parametrize(("verb", "method", "path"), VERBS)
def test_each_act_is_a_call_that_x_describes(verb: Verb, method: str, path: str) -> None:
    wire = Wire([fine()])
    perform(replace(ORDER, verb=verb), wire)
    assert wire.calls == [(method, path)]
    assert problems_of(wire.requests[0], "x", HOST) == []


def test_every_ability_is_an_act_that_was_held_against_the_description() -> None:
    held = {verb for verb, _, _ in VERBS}
    can = {verb for kind in Kind for verb in X().abilities.list_verbs(kind)}
    assert can == held


def test_the_description_finds_fault_with_numbers_for_ids_and_unknown_fields() -> None:
    for content in ({"text": "x", "colour": "red"}, {"reply": {"in_reply_to_tweet_id": 7}}):
        request = httpx.Request("POST", f"{HOST}/2/tweets", json=content)
        assert problems_of(request, "x", HOST)


def test_a_reply_answers_its_post_and_returns_its_id() -> None:
    wire = Wire([fine({"id": "77", "text": "From eight."})])
    assert perform(ORDER, wire) == "77"
    assert wire.json() == {"text": "From eight.", "reply": {"in_reply_to_tweet_id": POST}}


def test_a_message_returns_the_id_of_its_event() -> None:
    wire = Wire([fine({"dm_event_id": "88", "dm_conversation_id": "1-2"})])
    assert perform(replace(ORDER, verb=Verb.MESSAGE), wire) == "88"


def test_a_refused_reply_to_who_did_not_call_us_says_so() -> None:
    unsummoned = fine({"id": POST, "author_id": NOUR, "entities": {}})
    error = refused(ORDER, problem(403, "Reply not allowed"), unsummoned)
    assert (error.failure, error.reason) == (Failure.REFUSED, "x_not_summoned")
    assert REASONS[error.reason].fr


def test_a_refused_reply_to_who_called_us_is_a_permission() -> None:
    event = load("x", "reply")["data"]["payload"]
    error = refused(ORDER, problem(403, "Reply not allowed"), fine(event))
    assert error.reason == "permission"


def test_a_reply_to_a_post_that_is_gone_says_so() -> None:
    gone = {
        "title": "Not Found Error",
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }
    error = refused(ORDER, problem(403, "deleted"), httpx.Response(200, json={"errors": [gone]}))
    assert error.reason == "gone"


@pytest.mark.parametrize(
    ("verb", "answer", "failure", "reason"),
    [
        (Verb.REPLY, problem(401, "Unauthorized"), Failure.SIGN_IN_AGAIN, "token"),
        (Verb.REPLY, problem(402, "credits"), Failure.TRY_AGAIN, "x_no_credit"),
        (Verb.REPLY, problem(403, "x", "https://a/2/problems/usage-capped"), Failure.TRY_AGAIN,
         "x_no_credit"),
        (Verb.REPLY, problem(403, "… with duplicate content."), Failure.UNKNOWN, "duplicate"),
        (Verb.REPLY, problem(400, "too long"), Failure.REFUSED, "invalid"),
        (Verb.REPLY, problem(503, "over capacity"), Failure.UNKNOWN, "network_down"),
        (Verb.MESSAGE, problem(403, "cannot"), Failure.REFUSED, "person_unavailable"),
        (Verb.HIDE, problem(403, "not the author"), Failure.REFUSED, "x_not_ours"),
        (Verb.HIDE, problem(403, "the limit of hidden replies"), Failure.REFUSED, "x_hidden_full"),
    ],
)  # fmt: skip
def test_what_a_refusal_means(
    verb: Verb, answer: httpx.Response, failure: Failure, reason: str
) -> None:
    error = refused(replace(ORDER, verb=verb), answer)
    assert (error.failure, error.reason) == (failure, reason)


def test_a_full_limit_of_one_address_waits_for_its_reset_and_stops_nothing_else() -> None:
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    headers = {
        "x-rate-limit-reset": str(int(now.timestamp()) + 600),
        "date": now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    error = refused(replace(ORDER, verb=Verb.HIDE), problem(429, "Too Many Requests", **headers))
    assert (error.reason, error.wait) == ("rate_limit", timedelta(minutes=10))
    assert not error.whole_account


def test_xs_own_count_is_noted_for_the_address_that_was_called() -> None:
    resets = str(int(NOW.timestamp()) + 300)
    told = {
        "x-rate-limit-limit": "50",
        "x-rate-limit-remaining": "7",
        "x-rate-limit-reset": resets,
        "date": NOW.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    answer = httpx.Response(200, json={"data": {"hidden": True}}, headers=told)
    with limits.watching() as seen:
        perform(replace(ORDER, verb=Verb.HIDE), Wire([answer]))
    assert [(one.name, one.capacity, one.remaining) for one in seen] == [("hiding", 50, 7)]


def test_a_removal_of_what_is_gone_is_done() -> None:
    assert perform(replace(ORDER, verb=Verb.DELETE), Wire([problem(404, "gone")])) == ""


def replies(*posts: dict[str, Any]) -> httpx.Response:
    """Return our own latest answers."""
    return httpx.Response(200, json={"data": list(posts)})


def own(id: str, text: str = "@nour_b From eight.", **more: Any) -> dict[str, Any]:
    """Return an answer of ours."""
    return {
        "id": id,
        "text": text,
        "display_text_range": [8, len(text)],
        "referenced_tweets": [{"type": "replied_to", "id": POST}],
        "created_at": NOW.isoformat(),
        **more,
    }


@pytest.mark.parametrize(
    ("posts", "found"),
    [
        ([own("5")], "5"),
        ([own("4"), own("5")], "5"),
        ([own("5", referenced_tweets=[])], ""),
        ([own("5", text="@nour_b Other")], ""),
        ([own("5", created_at="2026-11-20T00:00:00Z")], ""),
        ([], ""),
    ],
)
def test_a_lost_reply_is_looked_for_among_our_own(posts: Sequence[Any], found: str) -> None:
    wire = Wire([replies(*posts)])
    told = look(replace(ORDER, claimed=frozenset({"4"})), wire)
    assert (told.done, told.external_id) == (bool(found), found)
    assert problems_of(wire.requests[0], "x", HOST) == []


def test_a_lost_message_is_looked_for_in_its_conversation() -> None:
    event = {"id": "9", "text": "From eight.", "sender_id": OURS, "created_at": NOW.isoformat()}
    wire = Wire(
        [httpx.Response(200, json={"data": [event | {"sender_id": NOUR, "id": "8"}, event]})]
    )
    assert look(replace(ORDER, verb=Verb.MESSAGE), wire).external_id == "9"
    assert problems_of(wire.requests[0], "x", HOST) == []


def test_reading_goes_on_from_the_last_mention() -> None:
    wire = Wire([httpx.Response(200, json=load("x", "fetched_mentions"))])
    page = poll(fetching.MENTIONS, "1990000000000000100", wire)
    assert (len(page.changes), page.cursor, page.has_more) == (1, "1990000000000000106", False)
    assert wire.requests[0].url.params["since_id"] == "1990000000000000100"
    assert problems_of(wire.requests[0], "x", HOST) == []


def test_reading_walks_back_page_by_page_to_where_it_was() -> None:
    newest, older = load("x", "fetched_messages"), load("x", "fetched_messages")
    older["data"][0]["id"], older["data"][1]["id"] = "1990000000000000202", "1990000000000000150"
    wire = Wire([httpx.Response(200, json=newest), httpx.Response(200, json=older)])
    first = poll(fetching.MESSAGES, "1990000000000000200", wire)
    assert first.has_more
    second = poll(fetching.MESSAGES, first.cursor, wire)
    assert (len(second.changes), second.has_more) == (1, False)
    assert second.cursor == "1990000000000000204"
    assert wire.requests[1].url.params["pagination_token"] == newest["meta"]["next_token"]
    assert all(problems_of(one, "x", HOST) == [] for one in wire.requests)


def test_the_first_reading_begins_where_it_is_told() -> None:
    wire = Wire([httpx.Response(200, json={"meta": {"result_count": 0}})])
    page = poll(fetching.MENTIONS, "", wire)
    assert (page.changes, page.cursor) == ([], "")
    assert wire.requests[0].url.params["start_time"] == "2026-10-22T12:00:00Z"
    assert problems_of(wire.requests[0], "x", HOST) == []
