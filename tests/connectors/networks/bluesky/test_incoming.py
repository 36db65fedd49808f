"""What Bluesky tells, in our words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from palabre.connectors.facts import Arrived, Fact, Removed, Unreadable
from palabre.connectors.networks.bluesky import incoming
from palabre.engine.vocabulary import Kind

RECORDED = Path(__file__).with_name("recorded")
SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "bluesky"
ACCOUNT = "did:plc:fournil"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def read(body: Any, account: str = ACCOUNT) -> Fact:
    """Read one change that is told as an object."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    (fact,) = incoming.read(content, account=account, received_at=NOW)
    return fact


def recorded(number: int) -> Arrived:
    """Read one of the recorded notifications."""
    told = json.loads((RECORDED / "notifications.json").read_text())["notifications"][number]
    fact = read(incoming.post_change(told).body)
    assert isinstance(fact, Arrived)
    return fact


def test_a_mention_says_where_its_links_lead_and_not_our_own_name() -> None:
    fact = recorded(0)
    assert fact.text == "bravo, vu sur https://a.example/trap?id=9007199254740993123"
    assert (fact.author_id, fact.author_name) == ("did:plc:nour", "Nour")
    assert fact.place.surface == fact.external_id
    assert fact.place.surface_address == "https://bsky.app/profile/did:plc:nour/post/3n2ttziides2m"


def test_an_answer_stands_under_our_post_and_is_never_from_the_future() -> None:
    fact = recorded(1)
    assert fact.place.surface == "at://did:plc:fournil/app.bsky.feed.post/3n2ttzgho222m"
    assert (fact.place.parent, fact.is_ours) == ("", False)
    assert fact.sent_at == datetime(2026, 11, 21, 10, 1, tzinfo=UTC)


def test_an_answer_to_an_answer_names_it() -> None:
    root = {"uri": "at://did:plc:fournil/app.bsky.feed.post/a"}
    parent = {"uri": "at://did:plc:nour/app.bsky.feed.post/b"}
    record = {"text": "Moi aussi", "reply": {"root": root, "parent": parent}}
    post = {"uri": "at://did:plc:ana/app.bsky.feed.post/c", "record": record}
    fact = read({"post": post})
    assert isinstance(fact, Arrived)
    assert (fact.place.surface, fact.place.parent) == (root["uri"], parent["uri"])
    assert (fact.author_id, fact.author_name) == ("did:plc:ana", "")
    assert fact.sent_at == NOW


def test_a_post_of_ours_is_ours_and_a_card_says_where_it_leads() -> None:
    embed = {"external": {"uri": "https://a.example/card", "title": "A"}}
    post = {"uri": f"at://{ACCOUNT}/app.bsky.feed.post/c", "record": {"text": "", "embed": embed}}
    fact = read({"post": post})
    assert isinstance(fact, Arrived)
    assert (fact.is_ours, fact.text) == (True, "https://a.example/card")


@pytest.mark.parametrize(
    ("facet", "text"),
    [
        ({"index": {"byteStart": 5, "byteEnd": 10}}, "Voir là-bas"),
        ({"index": {"byteStart": 5, "byteEnd": 999}, "features": [{"uri": "x"}]}, "Voir là-bas"),
        ({"index": {"byteStart": -1, "byteEnd": 2}, "features": [{"uri": "x"}]}, "Voir là-bas"),
        (
            {"index": {"byteStart": 5, "byteEnd": 12}, "features": [{"uri": "https://b.example"}]},
            "Voir là-bas (https://b.example)",
        ),
        (
            {"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"did": "did:plc:someone"}]},
            "Voir là-bas",
        ),
    ],
)
def test_marks_of_any_kind_leave_the_words(facet: dict[str, Any], text: str) -> None:
    assert incoming.text_of_record({"text": "Voir là-bas", "facets": [facet]}, ACCOUNT) == text


def test_private_messages_stand_in_the_conversation_with_the_other_side() -> None:
    person = {"did": "did:plc:nour", "handle": "nour.example", "displayName": "Nour"}
    message: dict[str, Any] = {"id": "m1", "text": "Bonjour", "sender": {"did": "did:plc:nour"}}
    theirs = read(incoming.message_change(message, "talk", person).body)
    ours = read(
        incoming.message_change(message | {"sender": {"did": ACCOUNT}}, "talk", person).body
    )
    assert isinstance(theirs, Arrived)
    assert isinstance(ours, Arrived)
    assert (theirs.external_id, theirs.author_name, theirs.is_ours) == ("talk/m1", "Nour", False)
    assert (ours.place, ours.is_ours) == (theirs.place, True)
    assert theirs.place.person == "did:plc:nour"


def test_removals_and_what_cannot_be_read() -> None:
    gone = read(incoming.removal("at://a/b/c", Kind.COMMENT, NOW).body)
    assert isinstance(gone, Removed)
    private = read(incoming.removal("talk/m1", Kind.MESSAGE, NOW).body)
    assert private.place.kind == Kind.MESSAGE
    wrong: list[Any] = [{}, {"post": {}}, {"post": {"uri": ""}}, {"message": {"text": "a"}}]
    for body in wrong:
        with pytest.raises(Unreadable):
            read(body)


def test_the_same_thing_has_the_same_key_whatever_its_counts() -> None:
    post = {"uri": "at://a/b/c", "cid": "x", "record": {"text": "a"}, "likeCount": 1}
    first, second = (incoming.post_change(post | {"likeCount": count}) for count in (1, 2))
    assert first == second
    shown = [
        incoming.hiding("at://a/b/c", "at://s", NOW, hidden=hidden) for hidden in (True, False)
    ]
    assert shown[0].key != shown[1].key


def test_what_a_real_network_told_is_read() -> None:
    if not SHARED.is_dir():
        pytest.skip("The recorded payloads are not here.")
    told = json.loads((SHARED / "listNotifications.json").read_text())["notifications"]
    account = "did:plc:duicerrdxmxxi75dmktjr4a4"
    facts = [read(incoming.post_change(one).body, account) for one in told]
    texts = [fact.text for fact in facts if isinstance(fact, Arrived)]
    assert texts == ["", "Great product, but where is my order?"]
    post = json.loads((SHARED / "getPostThread.json").read_text())["thread"]["post"]
    assert incoming.read_post(post, account).comments == 1
