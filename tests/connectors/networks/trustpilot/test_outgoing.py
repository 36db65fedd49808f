"""What leaves for Trustpilot, against the twin; what refusals mean for us."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from palabre.connectors.facts import Arrived, Removed
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.sources import Ask, Page
from palabre.engine.vocabulary import Verb
from palabre.sandbox import visitors
from palabre.sandbox.visitors import Refused
from tests.machinery.twin_calls import TwinCalls

PLACE = "46d6a890000064000500e0c3"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def twin(tmp_path: Path) -> TwinCalls:
    """Give a company on the twin."""
    return TwinCalls("trustpilot", tmp_path, page=PLACE)


def poll(twin: TwinCalls, cursor: str = "") -> Page:
    """Read the company's reviews."""
    now = datetime.now(UTC)
    asked = Ask("reviews", cursor, now - timedelta(days=30), now)
    return asyncio.run(twin.ask(lambda c: twin.connector.poll(asked, twin.credentials, c)))


def name_of(review: str) -> str:
    """Return how Trustpilot calls a review."""
    return review


def test_a_review_has_one_answer_which_a_second_replaces(twin: TwinCalls) -> None:
    name = name_of(twin.comment("Très bien"))
    first = asyncio.run(twin.perform(Verb.REPLY, comment=name, text="Merci"))
    again = asyncio.run(twin.perform(Verb.REPLY, comment=name, text="Merci"))
    assert first == again == f"{name}/reply"
    assert asyncio.run(twin.look(Verb.REPLY, comment=name, text="Merci"))
    assert not asyncio.run(twin.look(Verb.REPLY, comment=name, text="Autre"))
    asyncio.run(twin.perform(Verb.DELETE, comment=first))
    asyncio.run(twin.perform(Verb.DELETE, comment=first))
    assert asyncio.run(twin.look(Verb.DELETE, comment=first))
    assert twin.acts() == ["reply", "delete"]


def test_reviews_are_walked_back_once_and_then_only_what_changed(twin: TwinCalls) -> None:
    for number in range(120):
        twin.comment(f"Avis {number}")
    page, pages = poll(twin), 1
    found = {change.key for change in page.changes}
    while page.has_more:
        page, pages = poll(twin, page.cursor), pages + 1
        found |= {change.key for change in page.changes}
    assert (len(found), pages) == (120, 2)
    edited = twin.comment("Un dernier")
    again = poll(twin, page.cursor)
    assert len({change.key for change in again.changes} - found) == 1
    visitors.edit(twin.square, edited, "Un tout dernier")
    third = poll(twin, again.cursor)
    (fact,) = twin.connector.read(third.changes[0].body, account=PLACE, received_at=NOW)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.is_edit) == ("Un tout dernier", True)


def test_a_review_that_is_gone_is_noticed(twin: TwinCalls) -> None:
    gone = twin.comment("Oubliez")
    twin.comment("Restez")
    first = poll(twin)
    visitors.delete(twin.square, gone)
    facts = [
        fact
        for change in poll(twin, first.cursor).changes
        for fact in twin.connector.read(change.body, account=PLACE, received_at=NOW)
    ]
    assert [one.external_id for one in facts if isinstance(one, Removed)] == [name_of(gone)]


def test_what_cannot_be_done_is_refused_here_and_on_the_square(twin: TwinCalls) -> None:
    review = twin.comment("Très bien")
    for verb, id in ((Verb.HIDE, name_of(review)), (Verb.DELETE, name_of(review))):
        with pytest.raises(ConnectorError) as caught:
            asyncio.run(twin.perform(verb, comment=id))
        assert caught.value.reason == "not_possible"
    with pytest.raises(Refused):
        twin.message("Bonjour")
    with pytest.raises(Refused):
        twin.comment("Moi aussi", parent=review)


@pytest.mark.parametrize(
    ("wish", "failure", "reason"),
    [
        ({"token_expired": True}, Failure.SIGN_IN_AGAIN, "token"),
        ({"rate_limited_next": 1}, Failure.TRY_AGAIN, "rate_limit"),
        ({"graph_errors_next": 1}, Failure.UNKNOWN, "network_down"),
    ],
)
def test_every_refusal_has_its_meaning(
    twin: TwinCalls, wish: dict[str, object], failure: Failure, reason: str
) -> None:
    name = name_of(twin.comment("Très bien"))
    twin.square.change_faults("brand", wish)
    with pytest.raises(ConnectorError) as caught:
        asyncio.run(twin.perform(Verb.REPLY, comment=name, text="Merci"))
    assert (caught.value.failure, caught.value.reason) == (failure, reason)


def test_a_check_says_what_can_be_read(twin: TwinCalls) -> None:
    findings = asyncio.run(twin.ask(lambda c: twin.connector.check(twin.credentials, c)))
    assert [(one.what, one.is_fine) for one in findings] == [("entry", True), ("comments", True)]
