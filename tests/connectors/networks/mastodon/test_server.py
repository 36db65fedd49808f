"""Our connector and a Mastodon server that somebody else wrote (mastodon-mock), and its faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import httpx
import pytest
from mastodon_mock.testing import MockServer

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.facts import Arrived, Fact, Removed
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.mastodon.connector import Mastodon
from palabre.connectors.sources import Ask, Heard, Page
from palabre.engine.vocabulary import Kind, Verb
from tests.connectors.networks.contracts import problems_of

MASTODON = Mastodon()
DESCRIBED = ""
DESCRIBED = "https://mastodon.example"
QUESTION = "Vous ouvrez dimanche ?"
T = TypeVar("T")


@dataclass
class Place:
    """The server, our profile on it (Alice's), and Bob, who writes to us."""

    base: str
    ours: Credentials
    bob: httpx.Client
    sent: list[httpx.Request]

    def run(self, ask: Callable[[httpx.AsyncClient], Awaitable[T]], *, seconds: float = 10) -> T:
        """Do something with our client; what it sends is kept."""

        async def keep(request: httpx.Request) -> None:
            await request.aread()
            self.sent.append(request)

        async def run() -> T:
            hooks: dict[str, list[Any]] = {"request": [keep]}
            async with httpx.AsyncClient(event_hooks=hooks, timeout=seconds) as client:
                return await ask(client)

        return asyncio.run(run())

    def say(self, text: str, **more: str) -> str:
        """Let Bob write a status; return its id."""
        told = self.bob.post("/api/v1/statuses", data={"status": text, **more})
        return str(told.raise_for_status().json()["id"])

    def poll(self, source: str, cursor: str = "") -> Page:
        """Ask a source for what is new of the last hour."""
        now = datetime.now(UTC)
        ask = Ask(source, cursor, now - timedelta(hours=1), now)
        return self.run(lambda client: MASTODON.poll(ask, self.ours, client))

    def read(self, page: Page) -> list[Fact]:
        """Understand what a poll told."""
        read = partial(MASTODON.read, account=self.ours.external_id, received_at=datetime.now(UTC))
        return [fact for change in page.changes for fact in read(change.body)]

    def perform(self, order: Order, *, seconds: float = 10) -> str:
        """Do an act."""
        return self.run(lambda client: MASTODON.perform(order, self.ours, client), seconds=seconds)

    def is_done(self, order: Order) -> bool:
        """Look whether an act was done."""
        return self.run(lambda client: MASTODON.look(order, self.ours, client)).done

    def fault(self, **effect: Any) -> None:
        """Let the server fail once, at the next request that writes."""
        rule = {"match": {"methods": ["POST"]}, "effect": effect, "count": 1}
        self.bob.post("/api/v1/_mock/faults", json=rule).raise_for_status()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Give the address of a server where Alice, Bob and Carol have profiles."""
    with MockServer() as server:
        yield server.base_url


@pytest.fixture
def place(server: str) -> Iterator[Place]:
    """Give the server as Alice and Bob see it."""
    bob = httpx.Client(base_url=server, headers={"Authorization": "Bearer bob_token"}, timeout=10)
    with bob:
        place = Place(server, Credentials("", {"access_token": "alice_token"}, server), bob, [])
        (profile,) = place.run(lambda client: MASTODON.who_is(place.ours, client))
        place.ours = replace(place.ours, external_id=profile.external_id)
        yield place
        bob.delete("/api/v1/_mock/faults")


def order_on(place: Place, verb: Verb, status: str = "", **more: Any) -> Order:
    """Return an order about a status of Bob's, and about Bob."""
    told = place.bob.get("/api/v1/accounts/verify_credentials").json()
    asked: dict[str, Any] = {
        "comment": status or place.say(f"@alice {QUESTION}"),
        "person": str(told["id"]),
    }
    asked |= {"text": "Oui, de 8 h à 13 h.", "tried_at": datetime.now(UTC), **more}
    return Order(verb, f"key-{verb}-{asked['comment']}", **asked)


def test_a_mention_arrives_once_and_its_edit_and_its_removal_are_told(place: Place) -> None:
    before = place.poll("mentions").cursor
    status = place.say(f"@alice {QUESTION}")
    page = place.poll("mentions", before)
    (fact,) = place.read(page)
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text, fact.is_ours) == (status, QUESTION, False)
    assert fact.place.kind == Kind.COMMENT
    assert list(place.poll("mentions", page.cursor).changes) == []


def test_a_direct_message_is_private(place: Place) -> None:
    before = place.poll("mentions").cursor
    place.say("@alice Entre nous.", visibility="direct")
    (fact,) = place.read(place.poll("mentions", before))
    assert isinstance(fact, Arrived)
    assert fact.place.kind == Kind.MESSAGE


def test_answers_under_our_post_are_read_edited_and_missed(place: Place) -> None:
    wish = {"status": "Fournée de 16 h."}
    headers = {"Authorization": "Bearer alice_token"}
    post = httpx.post(f"{place.base}/api/v1/statuses", data=wish, headers=headers).json()["id"]
    answer = place.say("J’arrive", in_reply_to_id=post)
    page = place.poll("threads")
    (fact,) = [one for one in place.read(page) if getattr(one, "external_id", "") == answer]
    assert isinstance(fact, Arrived)
    assert fact.place.surface == post
    place.bob.put(f"/api/v1/statuses/{answer}", data={"status": "J’arrive tard"})
    edited = [one for one in place.read(place.poll("threads", page.cursor)) if one.is_edit]  # type: ignore[union-attr]
    assert [one.text for one in edited if isinstance(one, Arrived)] == ["J’arrive tard"]
    place.bob.delete(f"/api/v1/statuses/{answer}")
    gone = place.read(place.poll("threads", page.cursor))
    assert [one.external_id for one in gone if isinstance(one, Removed)] == [answer]


@pytest.mark.parametrize(
    "verb",
    [Verb.REPLY, Verb.PRIVATE_REPLY, Verb.LIKE, Verb.MUTE, Verb.UNMUTE, Verb.BAN, Verb.UNBAN,
     Verb.REPORT],
)  # fmt: skip
def test_every_act_is_one_the_server_takes_and_its_description_describes(
    place: Place, verb: Verb
) -> None:
    order = order_on(place, verb, seconds=3600)
    place.sent.clear()
    place.perform(order)
    for request in place.sent:
        assert problems_of(request, "mastodon", DESCRIBED) == []
    assert place.is_done(order)
    if verb == Verb.BAN:
        place.perform(replace(order, verb=Verb.UNBAN))


@pytest.mark.parametrize("source", ["mentions", "conversations", "threads"])
def test_what_is_asked_of_a_source_is_described(place: Place, source: str) -> None:
    place.say(f"@alice {QUESTION}")
    place.sent.clear()
    place.poll(source, place.poll(source).cursor)
    assert place.sent
    for request in place.sent:
        assert problems_of(request, "mastodon", DESCRIBED) == []


def test_the_stream_tells_a_mention_as_it_is_written(place: Place) -> None:
    now = datetime.now(UTC)

    async def follow(client: httpx.AsyncClient) -> Heard:
        stream = MASTODON.listen(Ask("stream", "", now, now), place.ours, client)
        await anext(stream)
        await asyncio.to_thread(place.say, f"@alice {QUESTION}")
        return await anext(heard async for heard in stream if heard.changes)

    heard = place.run(follow)
    (fact,) = place.read(Page(heard.changes, ""))
    assert isinstance(fact, Arrived)
    assert fact.text == QUESTION


def test_an_answer_of_ours_is_deleted_and_a_second_time_is_no_fault(place: Place) -> None:
    made = place.perform(order_on(place, Verb.REPLY))
    order = order_on(place, Verb.DELETE, made)
    assert not place.is_done(order)
    place.perform(order)
    assert place.is_done(order)
    place.perform(order)


def test_an_answer_that_is_sent_again_is_the_same(place: Place) -> None:
    order = order_on(place, Verb.REPLY)
    assert place.perform(order) == place.perform(order)


@pytest.mark.parametrize(
    ("effect", "failure", "reason"),
    [
        ({"type": "status", "status": 503}, Failure.UNKNOWN, "network_down"),
        ({"type": "status", "status": 401}, Failure.SIGN_IN_AGAIN, "token"),
        ({"type": "status", "status": 422}, Failure.REFUSED, "invalid"),
        ({"type": "ratelimit"}, Failure.TRY_AGAIN, "rate_limit"),
        ({"type": "malformed"}, Failure.UNKNOWN, "no_answer"),
        ({"type": "latency", "delay_ms": 2500}, Failure.UNKNOWN, "no_answer"),
    ],
)
def test_a_fault_of_the_server_is_understood_and_nothing_is_done_twice(
    place: Place, effect: dict[str, Any], failure: Failure, reason: str
) -> None:
    order = order_on(place, Verb.REPLY)
    place.fault(**effect)
    with pytest.raises(ConnectorError) as caught:
        place.perform(order, seconds=1 if effect["type"] == "latency" else 10)
    assert (caught.value.failure, caught.value.reason) == (failure, reason)
    if reason == "rate_limit":
        assert caught.value.wait is not None
        assert caught.value.wait > timedelta(minutes=4)
    assert not place.is_done(order)
    made = place.perform(order)
    assert place.is_done(order)
    answers = place.bob.get(f"/api/v1/statuses/{order.comment}/context").json()["descendants"]
    assert [one["id"] for one in answers] == [made]
