"""What X sends, in our words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Removed, Unreadable
from palabre.connectors.networks.x import signature
from palabre.connectors.networks.x.connector import X
from palabre.connectors.networks.x.incoming import ENCRYPTED, fetched
from palabre.connectors.networks.x.posts import is_summoned
from palabre.connectors.reading import inner
from palabre.engine.vocabulary import Kind
from tests.connectors.networks.recorded import (
    NOW,
    OUTSIDE,
    load,
    load_outside,
    load_vector,
    read_delivery,
)

OURS, NOUR = "1700000000000000042", "1700000000000000777"
THEIRS = "1111111111111111111"
NO_EVENTS = {"xaa.event_envelope"}
OUTSIDE_NAMES = [
    file.stem for file in sorted((OUTSIDE / "x").glob("*.json")) if file.stem not in NO_EVENTS
]
QUIET_TODAY = ("follow", "like", "profile", "news", "spaces", "oauth", "repost", "start", "end")


def read(name: str, account: str = OURS) -> Any:
    """Return the one fact of a recorded delivery."""
    (fact,) = read_delivery(X(), load("x", name), account)
    return fact


def changed(name: str, **payload: Any) -> dict[str, Any]:
    """Return a recorded delivery with another payload."""
    content: dict[str, Any] = load("x", name)
    content["data"]["payload"] |= payload
    return content


def test_a_mention_is_a_comment_under_itself_with_whole_links_and_plain_signs() -> None:
    fact = read("mention")
    assert fact.text == "hello @le_fournil, is the rye & spelt loaf back? https://bread.example/rye"
    assert (fact.external_id, fact.author_id, fact.author_name) == (
        "1990000000000000101", NOUR, "Nour",
    )  # fmt: skip
    assert fact.place.surface == fact.external_id
    assert fact.place.parent == ""
    assert fact.sent_at.isoformat() == "2026-11-20T09:30:00+00:00"


def test_a_reply_to_our_post_stands_under_it_without_our_name() -> None:
    fact = read("reply")
    assert fact.text == "see you there"
    assert (fact.place.surface, fact.place.parent) == ("1990000000000000001", "")
    assert (fact.author_name, fact.is_ours) == ("", False)


def test_our_own_answer_is_ours_and_stands_under_the_mention() -> None:
    fact = read("own_reply")
    assert fact.is_ours
    assert fact.text == "yes, from eight"
    assert fact.place.surface == fact.place.parent == "1990000000000000101"


def test_our_own_post_is_no_message() -> None:
    content = changed("own_reply", in_reply_to_user_id=None, referenced_tweets=[])
    assert read_delivery(X(), content, OURS) == []


def test_an_edit_keeps_the_first_id() -> None:
    ids = ["1990000000000000101", "1990000000000000111"]
    content = changed("mention", id=ids[1], edit_history_tweet_ids=ids, text="mended")
    (fact,) = read_delivery(X(), content, OURS)
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.is_edit, fact.text) == (ids[0], True, "mended")


def test_a_long_post_is_read_whole() -> None:
    long = "@le_fournil " + "bread " * 100
    content = changed("reply", note_tweet={"text": long})
    (fact,) = read_delivery(X(), content, OURS)
    assert isinstance(fact, Arrived)
    assert fact.text == ("bread " * 100).strip()


def test_a_removal_is_final() -> None:
    fact = read("delete")
    assert isinstance(fact, Removed)
    assert fact.external_id == "1990000000000000103"


def test_private_messages_go_both_ways_in_one_conversation() -> None:
    theirs, ours = read("message"), read("message_sent")
    assert (theirs.text, theirs.author_name, theirs.is_ours) == (
        "Are you open on Sunday?", "Nour", False,
    )  # fmt: skip
    assert (ours.text, ours.is_ours) == ("Yes, until noon.", True)
    for fact in (theirs, ours):
        assert (fact.place.kind, fact.place.surface) == (Kind.MESSAGE, INBOX_SURFACE)
        assert fact.place.person == NOUR


def test_an_encrypted_message_is_told_without_words() -> None:
    fact = read("encrypted")
    assert (fact.text, fact.place.person, fact.is_ours) == (ENCRYPTED, NOUR, False)


def test_the_chat_of_a_broadcast_is_comments_on_it() -> None:
    fact = read("live")
    assert (fact.place.surface, fact.author_name) == ("1mGPaZaAdNqJN", "Ines")


def test_what_was_fetched_reads_like_what_was_sent() -> None:
    told = load("x", "fetched_messages")
    changes = [fetched("dm.fetched", one, inner(told, "includes")) for one in told["data"]]
    theirs, ours = (X().read(one.body, account=OURS, received_at=NOW)[0] for one in changes)
    assert isinstance(theirs, Arrived)
    assert isinstance(ours, Arrived)
    assert (theirs.author_name, theirs.place.person, theirs.is_ours) == ("Nour", NOUR, False)
    assert (ours.place.person, ours.is_ours) == (NOUR, True)


def test_what_was_fetched_again_with_other_counts_is_the_same_change() -> None:
    (post,) = load("x", "fetched_mentions")["data"]
    first = fetched("post.mention.create", post, {})
    again = fetched("post.mention.create", post | {"public_metrics": {"like_count": 9}}, {})
    edited = fetched("post.mention.create", post | {"edit_history_tweet_ids": ["1"]}, {})
    assert first.key == again.key != edited.key


def test_an_event_sent_again_is_the_same_change_whatever_its_bytes() -> None:
    content = load("x", "mention")
    (first,) = X().split(json.dumps(content).encode())
    content["data"]["includes"] = {}
    (again,) = X().split(json.dumps(content, indent=1).encode())
    assert first.key == again.key


def test_an_event_of_another_user_is_not_read() -> None:
    with pytest.raises(Unreadable, match="of user"):
        read_delivery(X(), load("x", "mention"), "7")


def test_an_unknown_kind_waits_in_the_dead_letters() -> None:
    content = {"data": {"event_type": "post.painted", "payload": {"id": "1"}}}
    with pytest.raises(Unreadable, match=r"post\.painted"):
        read_delivery(X(), content, OURS)


def test_a_post_without_author_or_time_is_kept_all_the_same() -> None:
    content = changed("reply", author_id=None, created_at=None, entities=None)
    (fact,) = read_delivery(X(), content, OURS)
    assert isinstance(fact, Arrived)
    assert (fact.author_id, fact.sent_at) == ("", NOW)


@pytest.mark.parametrize(
    ("name", "account", "summons"),
    [("mention", OURS, True), ("quote", OURS, True), ("reply", NOUR, False), ("quote", "9", False)],
)
def test_an_author_summons_by_naming_or_quoting(name: str, account: str, summons: bool) -> None:
    event = load("x", name)["data"]
    assert is_summoned(event["payload"], event["includes"], account) is summons


@pytest.mark.parametrize("name", OUTSIDE_NAMES or ["xaa.post.create"])
def test_every_recorded_event_is_read_or_known_as_quiet(name: str) -> None:
    content = load_outside("x", name)
    kind = content["data"]["event_type"]
    facts = read_delivery(X(), content, content["data"]["filter"].get("user_id", THEIRS))
    is_quiet = kind == "post.create" or any(word in kind for word in QUIET_TODAY)
    assert bool(facts) is not is_quiet, kind
    for fact in facts:
        assert fact.external_id.strip("0123456789abcdef-") == ""


def test_the_published_signature_and_answer_are_ours() -> None:
    post, question = load_vector("x_post"), load_vector("x_crc")
    known = Credentials(OURS, {"app_secret": post["key"]}, "")
    given = {signature.HEADER: post[signature.HEADER]}
    assert signature.is_signed(given, post["body"].encode(), known)
    assert not signature.is_signed(given, post["body"].encode() + b" ", known)
    shaken = X().shake_hands({"crc_token": question["crc_token"]}, known)
    assert (shaken.status, shaken.content_type) == (200, "application/json")
    assert json.loads(shaken.body) == {"response_token": question["response_token"]}


@pytest.mark.parametrize("token", ["", '{"data":{}}', "[1]", "a b", "é", "x" * 201])
def test_what_could_be_an_event_is_never_signed_as_a_token(token: str) -> None:
    known = Credentials(OURS, {"app_secret": "s"}, "")
    assert X().shake_hands({"crc_token": token}, known).status == 403
