"""What Facebook, Instagram and any other source tell, in our words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from palabre.connectors.facts import Arrived, Concealed, Fact, Removed, Unreadable
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENT = 1_795_000_100
AT = datetime.fromtimestamp(SENT, UTC)
COMMENT: dict[str, Any] = {
    "item": "comment",
    "verb": "add",
    "from": {"id": "7001", "name": "Lise Arnaud"},
    "post_id": "42_9",
    "comment_id": "9_1",
    "parent_id": "42_9",
    "message": "Où est ma commande ?",
    "created_time": SENT,
    "post": {"id": "42_9", "permalink_url": "https://example.org/9", "is_published": True},
}
INSTAGRAM: dict[str, Any] = {
    "id": "1801",
    "text": "sublime",
    "from": {"id": "7002", "username": "lise.a", "self_ig_scoped_id": "99"},
    "media": {"id": "555", "media_product_type": "FEED"},
}
PRIVATE: dict[str, Any] = {
    "sender": {"id": "7003"},
    "recipient": {"id": "42"},
    "timestamp": SENT * 1000,
    "message": {"mid": "m_1", "text": "Bonjour"},
}
EVENT: dict[str, Any] = {
    "id": "g1",
    "text": "Bien reçu",
    "author": {"id": "7004", "name": "Ana"},
    "surface": {"id": "s1", "title": "Avis", "url": "https://example.org/s1"},
    "sent_at": "2026-11-18T11:08:20Z",
}


def read(network: str, **content: Any) -> list[Fact]:
    """Read an entry of a network with this content, as the intake does."""
    name = {"facebook": "page"}.get(network, network)
    entry = {"id": "42", "time": SENT + 5, **content}
    body = json.dumps({"object": name, "entry": [entry]}).encode()
    connector = CONNECTORS[network]
    return [
        fact
        for change in connector.split(body)
        for fact in connector.read(change.body, account="42", received_at=NOW)
    ]


def feed(**change: Any) -> Fact:
    """Return the one fact of a change of a comment under a page's post."""
    value = {key: one for key, one in (COMMENT | change).items() if one != "left out"}
    (fact,) = read("facebook", changes=[{"field": "feed", "value": value}])
    return fact


def gram(field: str = "comments", **change: Any) -> Fact:
    """Return the one fact of a comment on Instagram."""
    (fact,) = read("instagram", changes=[{"field": field, "value": INSTAGRAM | change}])
    return fact


def talk(network: str = "facebook", *, part: str = "messaging", **change: Any) -> list[Fact]:
    """Return the facts of one private event."""
    content = {key: one for key, one in (PRIVATE | change).items() if one is not None}
    return read(network, **{part: [content]})


def tell(event: str = "message.created", **change: Any) -> Fact:
    """Return the one fact of an event of any other source."""
    body = json.dumps({"type": event, "data": EVENT | change}).encode()
    (fact,) = CONNECTORS["generic"].read(body, account="42", received_at=NOW)
    return fact


def test_a_comment_under_a_post() -> None:
    fact = feed()
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text, fact.sent_at) == ("9_1", "Où est ma commande ?", AT)
    assert (fact.author_id, fact.author_name, fact.is_ours) == ("7001", "Lise Arnaud", False)
    assert fact.place.kind == Kind.COMMENT
    assert (fact.place.surface, fact.place.parent) == ("42_9", "")
    assert fact.place.surface_address == "https://example.org/9"
    assert not fact.is_edit


def test_a_reply_names_its_parent() -> None:
    assert feed(comment_id="9_2", parent_id="9_1").place.parent == "9_1"
    assert gram(parent_id="1800").place.parent == "1800"
    assert tell(parent_id="g0").place.parent == "g0"


@pytest.mark.parametrize("verb", ["edit", "edited"])
def test_an_edit_holds_the_new_text_and_its_own_time(verb: str) -> None:
    fact = feed(verb=verb, message="Où est mon colis ?")
    assert isinstance(fact, Arrived)
    assert fact.is_edit
    assert (fact.text, fact.sent_at) == ("Où est mon colis ?", AT)
    assert fact.at > fact.sent_at


@pytest.mark.parametrize("verb", ["remove", "delete"])
def test_a_removal(verb: str) -> None:
    assert isinstance(feed(verb=verb, message="left out"), Removed)


@pytest.mark.parametrize(("verb", "hidden"), [("hide", True), ("unhide", False)])
def test_a_hiding(verb: str, hidden: bool) -> None:
    fact = feed(verb=verb, message="left out")
    assert isinstance(fact, Concealed)
    assert fact.hidden is hidden


def test_what_the_page_writes_is_ours() -> None:
    us: dict[str, Any] = {"from": {"id": "42"}}
    for fact in (feed(**us), gram(**us)):
        assert isinstance(fact, Arrived)
        assert fact.is_ours


@pytest.mark.parametrize("missing", ["from", "message", "created_time", "parent_id", "post"])
def test_a_comment_without_a_field_is_read_all_the_same(missing: str) -> None:
    fact = feed(**{missing: "left out"})
    assert isinstance(fact, Arrived)
    assert fact.external_id == "9_1"


def test_numbers_as_ids_are_their_digits() -> None:
    fact = feed(comment_id=91, post_id=9, parent_id=9, **{"from": {"id": 7001}})
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.author_id) == ("91", "7001")
    assert (fact.place.surface, fact.place.parent) == ("9", "")
    (private,) = talk(sender={"id": 7003}, message={"mid": 5, "text": 12})
    assert isinstance(private, Arrived)
    assert (private.external_id, private.text, private.author_id) == ("5", "12", "7003")


@pytest.mark.parametrize("item", ["post", "status", "photo", "video", "share", "like", "reaction"])
def test_what_is_not_a_comment_changes_no_conversation(item: str) -> None:
    value = {"item": item, "verb": "add", "post_id": "42_9"}
    assert read("facebook", changes=[{"field": "feed", "value": value}]) == []


@pytest.mark.parametrize("field", ["comments", "live_comments"])
def test_a_comment_on_instagram(field: str) -> None:
    fact = gram(field)
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text) == ("1801", "sublime")
    assert (fact.author_id, fact.author_name) == ("7002", "lise.a")
    assert fact.place.surface == "555"
    assert fact.sent_at == datetime.fromtimestamp(SENT + 5, UTC)


@pytest.mark.parametrize("network", ["facebook", "instagram"])
@pytest.mark.parametrize("part", ["messaging", "standby"])
def test_a_private_message(network: str, part: str) -> None:
    (fact,) = talk(network, part=part)
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text, fact.sent_at) == ("m_1", "Bonjour", AT)
    assert (fact.place.kind, fact.place.surface) == (Kind.MESSAGE, "inbox")
    assert (fact.place.person, fact.author_id, fact.is_ours) == ("7003", "7003", False)


@pytest.mark.parametrize("network", ["facebook", "instagram"])
def test_an_echo_is_ours_and_carries_the_key_of_the_act(network: str) -> None:
    message = {"mid": "m_2", "is_echo": True, "app_id": 1, "text": "Merci", "metadata": "api:k"}
    swapped: dict[str, Any] = {"sender": {"id": "42"}, "recipient": {"id": "7003"}}
    (fact,) = talk(network, message=message, **swapped)
    assert isinstance(fact, Arrived)
    assert (fact.is_ours, fact.act_key, fact.place.person) == (True, "api:k", "7003")


@pytest.mark.parametrize("network", ["facebook", "instagram"])
def test_a_private_message_taken_back(network: str) -> None:
    (fact,) = talk(network, message={"mid": "m_1", "is_deleted": True})
    assert isinstance(fact, Removed)
    assert fact.external_id == "m_1"


def test_a_private_message_edited() -> None:
    (fact,) = talk("instagram", message=None, message_edit={"mid": "m_1", "text": "Bonsoir"})
    assert isinstance(fact, Arrived)
    assert (fact.is_edit, fact.text) == (True, "Bonsoir")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"attachments": [{"type": "image", "payload": {"url": "x"}}]}, "[image]"),
        ({"attachments": [{"type": "ig_reel"}, {"type": "share"}]}, "[ig_reel] [share]"),
        ({"attachments": [{"payload": {"sticker_id": 369}}]}, "[attachment]"),
        ({"attachments": "none"}, ""),
        ({"sticker_id": 369}, ""),
        ({"text": "Vu !", "attachments": [{"type": "image"}]}, "Vu !"),
        ({"text": "Oui", "reply_to": {"story": {"id": "S"}}}, "Oui"),
        ({"text": "Oui", "reply_to": {"mid": "m_0"}}, "Oui"),
    ],
)
def test_a_message_of_any_content_shows_something_of_it(message: dict[str, Any], text: str) -> None:
    (fact,) = talk(message={"mid": "m_1"} | message)
    assert isinstance(fact, Arrived)
    assert fact.text == text


@pytest.mark.parametrize("kind", ["read", "delivery", "reaction", "postback", "optin", "referral"])
def test_receipts_and_reactions_change_no_message(kind: str) -> None:
    receipt: dict[str, Any] = {kind: {"watermark": SENT * 1000}}
    assert talk(message=None, **receipt) == []


def test_an_event_of_any_other_source() -> None:
    fact = tell()
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text, fact.author_name) == ("g1", "Bien reçu", "Ana")
    assert (fact.place.surface, fact.place.surface_text) == ("s1", "Avis")
    assert fact.sent_at == AT
    assert isinstance(tell("message.deleted"), Removed)
    hidden, shown = tell("message.hidden"), tell("message.shown")
    assert isinstance(hidden, Concealed)
    assert isinstance(shown, Concealed)
    assert (hidden.hidden, shown.hidden) == (True, False)
    updated = tell("message.updated", text="Mal reçu")
    assert isinstance(updated, Arrived)
    assert updated.is_edit
    ours = tell(from_us=True)
    assert isinstance(ours, Arrived)
    assert ours.is_ours
    assert tell(kind="message").place.kind == Kind.MESSAGE


@pytest.mark.parametrize(
    ("network", "content", "reason"),
    [
        ("facebook", {"changes": [{"field": "feed", "value": COMMENT | {"item": "z"}}]}, '"z"'),
        ("facebook", {"changes": [{"field": "feed", "value": COMMENT | {"verb": "z"}}]}, '"z"'),
        ("facebook", {"changes": [{"field": "z", "value": {}}]}, '"z"'),
        ("facebook", {"changes": [{"field": "feed", "value": "z"}]}, "feed"),
        ("facebook", {"changes": [{"field": "feed", "value": {"item": "comment", "verb": "add"}}]},
         "comment_id"),
        ("facebook", {"id": "43", "changes": [{"field": "feed", "value": COMMENT}]}, '"43"'),
        ("facebook", {"time": "soon", "changes": [{"field": "feed", "value": COMMENT}]}, "soon"),
        ("facebook", {"changes": ["z"]}, "not an object"),
        ("facebook", {"messaging": [{"sender": {"id": "7"}, "hologram": {}}]}, "hologram"),
        ("facebook", {"messaging": [{"message": {"mid": "m"}}]}, "nobody"),
        ("facebook", {"messaging": [PRIVATE | {"message": {"text": "x"}}]}, "mid"),
        ("facebook", {"messaging": [PRIVATE | {"message": {"mid": "m" * 201}}]}, "longer"),
        ("instagram", {"changes": [{"field": "mentions", "value": {}}]}, "mentions"),
        ("instagram", {"changes": [{"field": "comments", "value": {"text": "x"}}]}, '"id"'),
        ("instagram", {"id": "43", "changes": [{"field": "comments", "value": {}}]}, '"43"'),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_says_why(
    network: str, content: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(network, **content)
