"""What we ask of LinkedIn. It publishes no description of its interface for machines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.intents import map_intent
from palabre.connectors.networks.linkedin.client import VERSION
from palabre.connectors.networks.linkedin.connector import LinkedIn
from palabre.connectors.networks.linkedin.fetching import NOTIFICATIONS
from palabre.connectors.networks.linkedin.limits import REASONS
from palabre.connectors.sources import Ask, Page
from palabre.engine.vocabulary import Intent, Kind, Verb
from tests.connectors.networks.contracts import Wire
from tests.connectors.networks.recorded import NOW, load

T = TypeVar("T")
POST = "urn:li:activity:71"
COMMENT, TOP = f"urn:li:comment:({POST},99)", f"urn:li:comment:({POST},98)"
CREDENTIALS = Credentials(
    "42", {"access_token": "t", "app_secret": "s"}, "https://api.linkedin.com"
)
ORDER = Order(Verb.REPLY, "key-1", "Thank you!", COMMENT, "urn:li:person:nour", tried_at=NOW)
HERE = "/rest/socialActions/urn%3Ali%3Aactivity%3A71/comments"


def run(
    do: Callable[[LinkedIn, httpx.AsyncClient], Awaitable[T]], *answers: httpx.Response
) -> tuple[T, Wire]:
    """Do something on a wire with these answers."""
    wire = Wire(answers)

    async def act() -> T:
        async with wire.client() as client:
            return await do(LinkedIn(), client)

    return asyncio.run(act()), wire


def perform(order: Order, *answers: httpx.Response) -> tuple[str, Wire]:
    """Do an act."""
    return run(lambda linkedin, client: linkedin.perform(order, CREDENTIALS, client), *answers)


def look(order: Order, *answers: httpx.Response) -> Found:
    """Look for an act."""
    return run(lambda linkedin, client: linkedin.look(order, CREDENTIALS, client), *answers)[0]


def poll(cursor: str, *answers: httpx.Response) -> tuple[Page, Wire]:
    """Poll the notifications."""
    ask = Ask(NOTIFICATIONS, cursor, NOW - timedelta(days=30), NOW)
    return run(lambda linkedin, client: linkedin.poll(ask, CREDENTIALS, client), *answers)


def told(**content: Any) -> httpx.Response:
    """Return an answer."""
    return httpx.Response(200, json=content)


def no(status: int, message: str = "no", **headers: str) -> httpx.Response:
    """Return a refusal in LinkedIn's words."""
    content = {"status": status, "serviceErrorCode": 100, "message": message}
    return httpx.Response(status, json=content, headers=headers)


def paths(wire: Wire) -> list[tuple[str, str]]:
    """Return method, and path and query as they were written, of each call."""
    return [(one.method, one.url.raw_path.decode()) for one in wire.requests]


def test_a_reply_names_actor_post_and_first_comment() -> None:
    made = told(commentUrn=f"urn:li:comment:({POST},100)", id="100")
    id, wire = perform(ORDER, told(id="99"), made)
    assert id == f"urn:li:comment:({POST},100)"
    under = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A71%2C99%29"
    assert paths(wire) == [
        ("GET", f"{HERE}/99"),
        ("POST", f"/rest/socialActions/{under}/comments"),
    ]
    assert wire.json() == {
        "actor": "urn:li:organization:42",
        "object": POST,
        "parentComment": COMMENT,
        "message": {"text": "Thank you!"},
    }


def test_an_answer_to_an_answer_stands_under_the_first_comment() -> None:
    _, wire = perform(ORDER, told(id="99", parentComment=TOP), told(id="100"))
    assert wire.json()["parentComment"] == TOP


def test_a_post_that_mentions_us_is_answered_by_a_comment_on_it() -> None:
    share = "urn:li:share:7"
    id, wire = perform(replace(ORDER, comment=share), told(id="100"))
    assert id == f"urn:li:comment:({share},100)"
    assert wire.json() == {
        "actor": "urn:li:organization:42",
        "object": share,
        "message": {"text": "Thank you!"},
    }


def test_every_call_names_its_version_and_protocol() -> None:
    _, wire = perform(replace(ORDER, verb=Verb.DELETE), httpx.Response(204))
    headers = wire.requests[0].headers
    assert (headers["linkedin-version"], headers["x-restli-protocol-version"]) == (VERSION, "2.0.0")
    assert headers["authorization"] == "Bearer t"
    assert paths(wire) == [("DELETE", f"{HERE}/99?actor=urn%3Ali%3Aorganization%3A42")]


def test_a_like_is_a_reaction() -> None:
    _, wire = perform(replace(ORDER, verb=Verb.LIKE), told())
    assert paths(wire) == [("POST", "/rest/reactions?actor=urn%3Ali%3Aorganization%3A42")]
    assert wire.json() == {"root": COMMENT, "reactionType": "LIKE"}


@pytest.mark.parametrize(
    ("answer", "failure", "reason", "whole"),
    [
        (no(400, "message.text is too long"), Failure.REFUSED, "invalid", False),
        (no(400, "A version must be present"), Failure.REFUSED, "linkedin_version", False),
        (no(401, "expired"), Failure.SIGN_IN_AGAIN, "token", True),
        (no(403), Failure.REFUSED, "permission", False),
        (no(404), Failure.REFUSED, "gone", False),
        (no(426, "Requested version is not active"), Failure.REFUSED, "linkedin_version", False),
        (no(503), Failure.UNKNOWN, "network_down", False),
    ],
)
def test_what_a_refusal_means(
    answer: httpx.Response, failure: Failure, reason: str, whole: bool
) -> None:
    with pytest.raises(ConnectorError) as caught:
        perform(ORDER, answer)
    error = caught.value
    assert (error.failure, error.reason, error.whole_account) == (failure, reason, whole)


def test_a_full_day_lasts_until_midnight_unless_linkedin_says_otherwise() -> None:
    date = "Sat, 21 Nov 2026 18:00:00 GMT"
    for headers, hours in (({}, 6), ({"retry-after": "3600"}, 1)):
        with pytest.raises(ConnectorError) as caught:
            perform(ORDER, no(429, "throttle", date=date, **headers))
        assert caught.value.wait == timedelta(hours=hours)


def test_a_removal_that_linkedin_refuses_says_who_can() -> None:
    with pytest.raises(ConnectorError) as caught:
        perform(replace(ORDER, verb=Verb.DELETE), no(403))
    assert caught.value.reason == "linkedin_not_ours"
    assert REASONS["linkedin_not_ours"].fr
    assert perform(replace(ORDER, verb=Verb.DELETE), no(404))[0] == ""


def test_a_lost_reply_is_looked_for_in_its_thread() -> None:
    ours = {
        "id": "100",
        "actor": "urn:li:organization:42",
        "message": {"text": "Thank you!"},
        "created": {"time": int(NOW.timestamp() * 1000)},
    }
    theirs = ours | {"actor": "urn:li:person:x", "id": "101"}
    old = ours | {"created": {"time": 1}, "id": "102"}
    found = look(ORDER, told(id="99"), told(elements=[theirs, old, ours]))
    assert found == Found(done=True, external_id=f"urn:li:comment:({POST},100)")
    claimed = replace(ORDER, claimed=frozenset({found.external_id}))
    assert not look(claimed, told(id="99"), told(elements=[ours])).done


def test_a_lost_removal_is_seen_by_what_is_gone() -> None:
    order = replace(ORDER, verb=Verb.DELETE)
    assert look(order, no(404)).done
    assert not look(order, told(id="99")).done


def test_reading_goes_on_from_the_last_notification() -> None:
    page, wire = poll("1795082400000", told(elements=load("linkedin", "comments")["notifications"]))
    assert (len(page.changes), page.cursor, page.has_gap) == (6, "1795082900000", False)
    (path,) = [path for _, path in paths(wire)]
    now = int(NOW.timestamp() * 1000)
    assert f"timeRange=(start:{1795082400000 - 600_000},end:{now})" in path
    assert "actions=List(COMMENT,ADMIN_COMMENT," in path
    assert "organizationalEntity=urn%3Ali%3Aorganization%3A42" in path


def test_every_page_is_read() -> None:
    many = [{"notificationId": n, "lastModifiedAt": n} for n in range(100)]
    page, wire = poll("", told(elements=many), told(elements=[{"notificationId": 200}]))
    assert len(page.changes) == 101
    assert [f"start={n}&" in path for n, (_, path) in zip((0, 100), paths(wire), strict=True)] == [
        True, True,
    ]  # fmt: skip


def test_hiding_is_steps_for_a_person_since_to_delete_is_for_good() -> None:
    mapped = map_intent(Intent.CONCEAL, Kind.COMMENT, LinkedIn().abilities)
    assert mapped.is_by_hand
    assert mapped.steps
    assert map_intent(Intent.REMOVE, Kind.COMMENT, LinkedIn().abilities).verb == Verb.DELETE


def test_a_sign_in_opens_every_page_of_its_administrator() -> None:
    roles = told(elements=[{"organization": "urn:li:organization:42"}, {"role": "x"}])
    found, _ = run(
        lambda linkedin, client: linkedin.who_is(CREDENTIALS, client),
        roles, told(id=42, localizedName="Le Fournil"),
    )  # fmt: skip
    assert [(one.external_id, one.name) for one in found] == [("42", "Le Fournil")]
