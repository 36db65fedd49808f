"""What LinkedIn sends, in our words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import Arrived, Removed, Unreadable
from palabre.connectors.networks.linkedin import signature
from palabre.connectors.networks.linkedin.connector import LinkedIn
from palabre.connectors.networks.linkedin.incoming import fetched
from tests.connectors.networks.recorded import NOW, load, load_outside, load_vector, read_delivery

POST = "urn:li:activity:7300000000000000001"
COMMENT = f"urn:li:comment:({POST},7300000000000000101)"


def read() -> list[Any]:
    """Return the facts of the recorded delivery."""
    return list(read_delivery(LinkedIn(), load("linkedin", "comments"), "42"))


def changed(place: int, **more: Any) -> dict[str, Any]:
    """Return a delivery of one recorded notification, changed."""
    content: dict[str, Any] = load("linkedin", "comments")
    content["notifications"] = [content["notifications"][place] | more]
    return content


def test_a_comment_stands_under_its_post() -> None:
    fact = read()[0]
    assert (fact.external_id, fact.text, fact.author_id) == (COMMENT, "Nice!", "urn:li:person:nour")
    assert (fact.place.surface, fact.place.parent, fact.is_ours) == (POST, "", False)
    assert (fact.place.surface_text, fact.place.surface_address[-2:]) == ("Le pain", "1/")
    assert fact.sent_at.isoformat() == "2026-11-19T10:00:00+00:00"


def test_an_answer_of_the_page_is_ours_and_stands_under_its_comment() -> None:
    fact = read()[1]
    assert (fact.is_ours, fact.text, fact.place.parent) == (True, "Thank you!", COMMENT)


def test_an_edit_and_a_removal_are_of_the_same_comment() -> None:
    edit, removal = read()[2:4]
    assert (edit.external_id, edit.text, edit.is_edit) == (COMMENT, "Very nice!", True)
    assert isinstance(removal, Removed)
    assert removal.external_id == COMMENT
    assert removal.at > edit.at


def test_a_post_that_mentions_the_page_stands_under_itself() -> None:
    fact = read()[4]
    assert fact.external_id == fact.place.surface == "urn:li:share:7300000000000000200"
    assert fact.text == "Best bread in town"


def test_a_like_changes_nothing() -> None:
    assert len(read()) == 5


def test_a_name_that_is_cut_short_is_the_same_comment() -> None:
    (fact,) = read_delivery(LinkedIn(), changed(0, decoratedGeneratedActivity={}), "42")
    assert fact.external_id == COMMENT


def test_an_answer_whose_object_is_a_comment_stands_under_it() -> None:
    content = {"comment": {"object": COMMENT, "owner": "urn:li:person:x", "text": "me too"}}
    (fact,) = read_delivery(LinkedIn(), changed(1, decoratedGeneratedActivity=content), "42")
    assert fact.place.parent == COMMENT


def test_a_comment_without_author_or_time_is_kept_all_the_same() -> None:
    content = {"comment": {"text": "hello"}}
    delivery = changed(0, decoratedGeneratedActivity=content, lastModifiedAt=None)
    (fact,) = read_delivery(LinkedIn(), delivery, "42")
    assert isinstance(fact, Arrived)
    assert (fact.author_id, fact.is_ours, fact.sent_at) == ("", False, NOW)


def test_the_account_may_be_named_in_full() -> None:
    assert len(read_delivery(LinkedIn(), changed(0), "urn:li:organization:42")) == 1


def test_a_notification_of_another_page_is_not_read() -> None:
    with pytest.raises(Unreadable, match="not of this account"):
        read_delivery(LinkedIn(), changed(0), "7")


def test_an_unknown_action_waits_in_the_dead_letters() -> None:
    with pytest.raises(Unreadable, match="PAINT"):
        read_delivery(LinkedIn(), changed(0, action="PAINT"), "42")


def test_what_was_fetched_is_the_same_change_as_what_was_sent() -> None:
    content = load("linkedin", "comments")
    sent = LinkedIn().split(json.dumps(content).encode())
    assert [one.key for one in sent] == [fetched(one).key for one in content["notifications"]]
    assert len({one.key for one in sent}) == 6


def test_the_recorded_notification_is_read() -> None:
    content = load_outside("linkedin", "webhook.organization_social_action")
    (fact,) = read_delivery(LinkedIn(), content, "1337")
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.external_id) == ("Nice!", "urn:li:comment:(urn:li:activity:712,99)")


def test_the_published_signature_and_answer_are_ours() -> None:
    post, question = load_vector("linkedin_post"), load_vector("linkedin_challenge")
    known = Credentials("42", {"app_secret": post["key"]}, "")
    given = {signature.HEADER: post["X-LI-Signature"]}
    assert signature.is_signed(given, post["body"].encode(), known)
    assert not signature.is_signed(given, post["body"].encode() + b" ", known)
    code = question["challengeCode"]
    shaken = LinkedIn().shake_hands({"challengeCode": code}, known)
    assert json.loads(shaken.body) == {
        "challengeCode": code,
        "challengeResponse": question["challengeResponse"],
    }
    assert (shaken.status, shaken.content_type) == (200, "application/json")


@pytest.mark.parametrize("code", ["", 'hmacsha256={"a":1}', "hmacsha256=", "a b", "é", "x" * 101])
def test_what_could_be_an_event_is_never_signed_as_a_code(code: str) -> None:
    known = Credentials("42", {"app_secret": "s"}, "")
    assert LinkedIn().shake_hands({"challengeCode": code}, known).status == 403
