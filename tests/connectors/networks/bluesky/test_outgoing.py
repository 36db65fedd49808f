"""What leaves for Bluesky, against its lexicons and its twin; what refusals mean for us."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lexrpc.base import ValidationError

from palabre.connectors import limits
from palabre.connectors.calls import Answer
from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky.limits import DAILY, HOURLY, LIMITS, REQUESTS, find_told
from palabre.connectors.networks.bluesky.records import facets, key_for
from palabre.connectors.networks.bluesky.server import refusal_of
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.sources import Ask, Page
from palabre.engine.vocabulary import Kind, Verb
from palabre.sandbox import visitors
from tests.connectors.networks.lexicons import CheckedTransport
from tests.machinery.twin_calls import TwinCalls

BRAND = "did:plc:lefournilxinventedxbrand"
NOUR = "did:plc:7001"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def twin(tmp_path: Path) -> TwinCalls:
    """Give an account on the twin; every call is checked against its lexicon."""
    return TwinCalls("bluesky", tmp_path, page=BRAND, wrap=CheckedTransport)


def poll(twin: TwinCalls, source: str, cursor: str = "") -> Page:
    """Read one source of the account."""
    asked = Ask(source, cursor, datetime.now(UTC) - timedelta(days=30), datetime.now(UTC))
    return asyncio.run(twin.ask(lambda c: twin.connector.poll(asked, twin.credentials, c)))


def uri_of(comment: str) -> str:
    """Return how the network calls a comment of Nour's."""
    return f"at://{NOUR}/app.bsky.feed.post/{comment}"


def test_an_answer_stands_in_its_thread_and_is_written_once(twin: TwinCalls) -> None:
    uri = uri_of(twin.comment("Ouvert dimanche ?"))
    told = {"comment": uri, "text": "Oui : https://fournil.example/dimanche."}
    assert not asyncio.run(twin.look(Verb.REPLY, **told))
    first = asyncio.run(twin.perform(Verb.REPLY, **told))
    assert asyncio.run(twin.look(Verb.REPLY, **told))
    assert asyncio.run(twin.perform(Verb.REPLY, **told)) == first
    assert asyncio.run(twin.perform(Verb.REPLY, "act-2", **told)) != first
    assert twin.acts() == ["reply", "reply"]
    assert first.startswith(f"at://{BRAND}/app.bsky.feed.post/")


def test_hiding_goes_by_the_gate_of_the_thread_and_can_be_taken_back(twin: TwinCalls) -> None:
    one, other = uri_of(twin.comment("Une insulte")), uri_of(twin.comment("Une autre"))
    for uri in (one, other, one):
        asyncio.run(twin.perform(Verb.HIDE, comment=uri))
    assert asyncio.run(twin.look(Verb.HIDE, comment=other))
    asyncio.run(twin.perform(Verb.UNHIDE, comment=one))
    assert not asyncio.run(twin.look(Verb.HIDE, comment=one))
    assert asyncio.run(twin.look(Verb.UNHIDE, comment=one))
    assert twin.acts() == ["hide", "hide", "unhide"]


def test_a_thread_hides_300_answers_and_the_next_is_refused_with_its_reason(
    twin: TwinCalls,
) -> None:
    for number in range(300):
        comment = twin.square.world.comments[twin.comment(f"Spam {number}")]
        comment.hidden = True
    uri = uri_of(twin.comment("Encore un"))
    with pytest.raises(ConnectorError) as caught:
        asyncio.run(twin.perform(Verb.HIDE, comment=uri))
    assert (caught.value.failure, caught.value.reason) == (Failure.REFUSED, "too_many_hidden")


def test_people_are_muted_blocked_and_let_back(twin: TwinCalls) -> None:
    twin.comment("Bonjour")
    for verb in (Verb.MUTE, Verb.BAN):
        assert not asyncio.run(twin.look(verb, person=NOUR))
        asyncio.run(twin.perform(verb, person=NOUR))
        assert asyncio.run(twin.look(verb, person=NOUR))
    asyncio.run(twin.perform(Verb.BAN, person=NOUR))
    for verb in (Verb.UNMUTE, Verb.UNBAN):
        asyncio.run(twin.perform(verb, person=NOUR))
        assert asyncio.run(twin.look(verb, person=NOUR))
    assert twin.acts() == ["mute", "ban", "unmute", "unban"]


def test_likes_reports_and_removals_of_our_own(twin: TwinCalls) -> None:
    uri = uri_of(twin.comment("Merci !"))
    asyncio.run(twin.perform(Verb.LIKE, comment=uri))
    asyncio.run(twin.perform(Verb.LIKE, comment=uri))
    assert asyncio.run(twin.look(Verb.LIKE, comment=uri))
    assert asyncio.run(twin.perform(Verb.REPORT, comment=uri, text="Du spam"))
    ours = asyncio.run(twin.perform(Verb.REPLY, comment=uri, text="Avec plaisir"))
    asyncio.run(twin.perform(Verb.DELETE, comment=ours))
    assert asyncio.run(twin.look(Verb.DELETE, comment=ours))
    asyncio.run(twin.perform(Verb.DELETE, comment=ours))
    assert twin.acts() == ["like", "report", "reply", "delete"]
    with pytest.raises(ConnectorError):
        asyncio.run(twin.perform(Verb.DELETE, comment=uri))


def test_private_messages_are_asked_for_before_they_are_sent(twin: TwinCalls) -> None:
    twin.message("Bonjour, en privé")
    told: dict[str, Any] = {"person": NOUR, "text": "Bonjour !", "is_private": True}
    assert not asyncio.run(twin.look(Verb.MESSAGE, **told))
    sent = asyncio.run(twin.perform(Verb.MESSAGE, **told))
    assert asyncio.run(twin.look(Verb.MESSAGE, **told))
    asyncio.run(twin.perform(Verb.REPORT, comment=sent, person=NOUR, is_private=True))
    claimed = frozenset({sent})
    assert not asyncio.run(twin.look(Verb.MESSAGE, claimed=claimed, **told))
    asyncio.run(twin.perform(Verb.BAN, person=NOUR))
    with pytest.raises(ConnectorError) as caught:
        asyncio.run(twin.perform(Verb.MESSAGE, **told))
    assert caught.value.reason == "person_unavailable"


def test_a_call_that_breaks_its_lexicon_is_noticed(twin: TwinCalls) -> None:
    uri = uri_of(twin.comment("Bonjour"))
    with pytest.raises(ValidationError):
        asyncio.run(twin.perform(Verb.REPLY, comment=uri, text="é" * 301))
    with pytest.raises(ValidationError):
        asyncio.run(twin.perform(Verb.MUTE, person="nobody at all"))


def test_the_first_reading_goes_back_page_by_page_and_the_next_reads_what_is_new(
    twin: TwinCalls,
) -> None:
    for number in range(230):
        twin.comment(f"Bonjour {number}")
    page, pages = poll(twin, "notifications"), 1
    found = {change.key for change in page.changes}
    while page.has_more:
        page, pages = poll(twin, "notifications", page.cursor), pages + 1
        found |= {change.key for change in page.changes}
    assert (len(found), pages) == (230, 4)
    twin.comment("Et un dernier")
    again = poll(twin, "notifications", page.cursor)
    assert len({change.key for change in again.changes} - found) == 1


def test_threads_tell_what_is_gone_and_what_was_hidden_elsewhere(twin: TwinCalls) -> None:
    gone, hidden = twin.comment("Oubliez"), twin.comment("Une insulte")
    twin.comment("Une réponse", parent=hidden)
    first = poll(twin, "threads")
    assert len(first.changes) == 3
    visitors.delete(twin.square, gone)
    asyncio.run(twin.perform(Verb.HIDE, comment=uri_of(hidden)))
    second = poll(twin, "threads", first.cursor)
    told = sorted(kind_of(twin, body.body) for body in second.changes)
    assert told == ["Arrived", "Arrived", "Concealed True", "Removed"]
    asyncio.run(twin.perform(Verb.UNHIDE, comment=uri_of(hidden)))
    third = poll(twin, "threads", second.cursor)
    told = sorted(kind_of(twin, body.body) for body in third.changes)
    assert told == ["Arrived", "Arrived", "Concealed False"]


def kind_of(twin: TwinCalls, body: bytes) -> str:
    """Return what a change tells, in a word or two."""
    (fact,) = twin.connector.read(body, account=BRAND, received_at=NOW)
    hidden = getattr(fact, "hidden", None)
    return type(fact).__name__ + ("" if hidden is None else f" {hidden}")


def test_private_messages_are_read_from_the_beginning_and_then_from_the_log(
    twin: TwinCalls,
) -> None:
    assert poll(twin, "talks").cursor == ""
    twin.message("Un")
    twin.message("Deux")
    first = poll(twin, "talks")
    twin.message("Trois")
    second = poll(twin, "talks", first.cursor)
    assert second.has_more
    third = poll(twin, "talks", second.cursor)
    assert not third.has_more
    counts = [len(page.changes) for page in (first, second, third)]
    assert counts == [2, 1, 0]
    fact = twin.connector.read(second.changes[0].body, account=BRAND, received_at=NOW)[0]
    assert (fact.place.kind, fact.place.person) == (Kind.MESSAGE, NOUR)


def test_a_session_is_renewed_and_made_anew_when_it_cannot_be(twin: TwinCalls) -> None:
    connector, credentials = twin.connector, twin.credentials
    made = asyncio.run(twin.ask(lambda c: connector.renew(credentials, c)))
    assert (bool(made.access), made.lasts) == (True, timedelta(hours=2))
    kept = {**credentials.secrets, "refresh_token": made.refresh}
    again = asyncio.run(twin.ask(lambda c: connector.renew(_with(credentials, kept), c)))
    assert again.refresh == made.refresh
    over = {**credentials.secrets, "refresh_token": "of somebody else"}
    assert asyncio.run(twin.ask(lambda c: connector.renew(_with(credentials, over), c))).access
    twin.square.change_faults("brand", {"sign_in_over": True})
    with pytest.raises(ConnectorError) as caught:
        asyncio.run(twin.ask(lambda c: connector.renew(_with(credentials, kept), c)))
    assert caught.value.failure == Failure.SIGN_IN_AGAIN


def _with(credentials: Credentials, secrets: dict[str, str]) -> Credentials:
    return replace(credentials, secrets=secrets)


def test_a_check_signs_in_and_says_what_can_be_read(twin: TwinCalls) -> None:
    findings = asyncio.run(twin.ask(lambda c: twin.connector.check(twin.credentials, c)))
    assert [(one.what, one.is_fine) for one in findings] == [
        ("entry", True),
        ("name", True),
        ("comments", True),
        ("messages", True),
    ]
    (profile,) = asyncio.run(twin.ask(lambda c: twin.connector.who_is(twin.credentials, c)))
    assert profile.external_id == BRAND


@pytest.mark.parametrize(
    ("status", "name", "said", "failure", "reason"),
    [
        (400, "ExpiredToken", "Token has expired", Failure.SIGN_IN_AGAIN, "token"),
        (401, "AuthMissing", "", Failure.SIGN_IN_AGAIN, "token"),
        (400, "InvalidToken", "Token could not be verified", Failure.SIGN_IN_AGAIN, "token"),
        (400, "InvalidToken", "Bad token method", Failure.REFUSED, "permission"),
        (400, "NotFound", "Post not found", Failure.REFUSED, "gone"),
        (400, "InvalidRequest", "Could not locate record: at://…", Failure.REFUSED, "gone"),
        (400, "InvalidRequest", "Record/text is too long", Failure.REFUSED, "invalid"),
        (400, "BlockedActor", "", Failure.REFUSED, "permission"),
        (429, "RateLimitExceeded", "", Failure.TRY_AGAIN, "rate_limit"),
        (502, "UpstreamFailure", "", Failure.UNKNOWN, "network_down"),
        (400, "", "", Failure.REFUSED, "invalid"),
    ],
)
def test_every_refusal_has_its_meaning(
    status: int, name: str, said: str, failure: Failure, reason: str
) -> None:
    body = {"error": name, "message": said} if name else None
    found = refusal_of(Answer(status, {}, body))
    assert (found.failure, found.reason) == (failure, reason)
    is_account = failure == Failure.SIGN_IN_AGAIN or status == 429
    assert found.whole_account is is_account


def test_an_answer_tells_of_the_limit_that_its_policy_names() -> None:
    for limit, seconds in ((REQUESTS, 300), (HOURLY, 3600), (DAILY, 86_400)):
        headers = {
            "ratelimit-limit": str(limit.capacity),
            "ratelimit-remaining": "7",
            "ratelimit-reset": str(round(NOW.timestamp()) + 60),
            "ratelimit-policy": f"{limit.capacity};w={seconds}",
        }
        assert find_told(headers) == (limit,)
        with limits.watching() as seen:
            limits.note(headers, find_told(headers), NOW)
        assert [(one.name, one.remaining) for one in seen] == [(limit.name, 7)]
    assert find_told({"ratelimit-policy": "30;w=1"}) == find_told({}) == ()
    costs = [one.costs for one in CONNECTORS["bluesky"].abilities.able]
    assert {name for one in costs for name in one} <= {one.name for one in LIMITS}


def test_links_and_people_are_marked_in_bytes() -> None:
    text = "Été ! Voir https://a.example/é, @nour.example et @personne.example ; a@b.example"
    found = facets(text, {"nour.example": NOUR})
    parts = [
        (text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]]).decode()
        for one in found
    ]
    assert parts == ["https://a.example/é", "@nour.example"]
    assert [one["features"][0].get("did", "") for one in found] == ["", NOUR]


def test_the_key_of_a_record_is_the_acts_own_and_a_little_later_than_what_it_answers() -> None:
    answered = "at://did:plc:a/app.bsky.feed.post/3n2ttzigcwc2m"
    key = key_for("act-1", answered)
    assert key == key_for("act-1", answered)
    assert key != key_for("act-2", answered)
    assert answered.rpartition("/")[2] < key < "3n2u"
    assert len(key) == len(key_for("act-1", "at://x/y/self")) == 13
