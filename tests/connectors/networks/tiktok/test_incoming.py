"""What TikTok sends, in our words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Concealed, Removed, Unreadable
from palabre.connectors.networks.tiktok import signature
from palabre.connectors.networks.tiktok.connector import TikTok
from palabre.connectors.networks.tiktok.incoming import comment_change
from palabre.engine.vocabulary import Kind
from tests.connectors.networks.recorded import NOW, load, load_outside, load_vector, read_delivery

OURS, VIDEO = "open-42", "7247303576418566001"
COMMENT = f"{VIDEO}_7247303576418566913"


def changed(name: str, **content: Any) -> dict[str, Any]:
    """Return a recorded event with another content."""
    event: dict[str, Any] = load("tiktok", name)
    event["content"] = json.dumps(json.loads(event["content"]) | content)
    return event


def fetched(place: int, **video: Any) -> list[Any]:
    """Return the facts of a comment that was fetched."""
    comment = load("tiktok", "comments")["data"]["comments"][place]
    body = comment_change(comment, video).body
    return list(TikTok().read(body, account=OURS, received_at=NOW))


def test_a_removal_names_the_comment_with_its_video_to_the_last_digit() -> None:
    (fact,) = read_delivery(TikTok(), load("tiktok", "comment_delete"), OURS)
    assert isinstance(fact, Removed)
    assert (fact.external_id, fact.place.surface) == (COMMENT, VIDEO)
    assert fact.at.isoformat() == "2026-11-19T10:00:00.123000+00:00"


@pytest.mark.parametrize(
    ("action", "hidden"),
    [("set_to_hidden", True), ("set_to_friends_only", True), ("set_to_public", False)],
)
def test_hiding_is_told_by_whoever_did_it(action: str, hidden: bool) -> None:
    (fact,) = read_delivery(TikTok(), changed("comment_delete", comment_action=action), OURS)
    assert isinstance(fact, Concealed)
    assert fact.hidden is hidden


def test_a_new_comment_comes_by_the_poll_which_knows_its_author() -> None:
    assert read_delivery(TikTok(), changed("comment_delete", comment_action="insert"), OURS) == []


def test_an_unknown_action_waits_in_the_dead_letters() -> None:
    with pytest.raises(Unreadable, match="painted"):
        read_delivery(TikTok(), changed("comment_delete", comment_action="painted"), OURS)


def test_a_comment_that_was_fetched_has_author_time_and_video() -> None:
    (fact,) = fetched(0, caption="Le pain", share_url="https://www.tiktok.com/@f/video/1")
    assert (fact.external_id, fact.text, fact.is_ours) == (COMMENT, "Rye?", False)
    assert (fact.author_id, fact.author_name) == ("u-abc", "Nour")
    assert (fact.place.surface, fact.place.parent) == (VIDEO, "")
    assert (fact.place.surface_text, fact.place.surface_address[:8]) == ("Le pain", "https://")


def test_an_answer_of_the_account_is_ours_and_stands_under_its_comment() -> None:
    reply = load("tiktok", "comments")["data"]["comments"][0]["reply_list"][0]
    body = comment_change(reply, {}).body
    (fact,) = TikTok().read(body, account=OURS, received_at=NOW)
    assert isinstance(fact, Arrived)
    assert (fact.is_ours, fact.place.parent) == (True, COMMENT)


def test_a_hidden_comment_arrives_hidden() -> None:
    arrived, concealed = fetched(1)
    assert isinstance(arrived, Arrived)
    assert isinstance(concealed, Concealed)
    assert concealed.hidden


def test_a_private_message_stands_with_its_conversation() -> None:
    (fact,) = read_delivery(TikTok(), load("tiktok", "message"), OURS)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.author_name, fact.is_ours) == ("Are you open?", "nour", False)
    assert (fact.place.kind, fact.place.surface) == (Kind.MESSAGE, INBOX_SURFACE)
    assert fact.place.person == fact.author_id == "talk+1=="


def test_a_message_of_the_account_is_ours_in_the_same_conversation() -> None:
    sender = {"id": OURS, "role": "BUSINESS_ACCOUNT"}
    (fact,) = read_delivery(TikTok(), changed("message", from_user=sender), OURS)
    assert isinstance(fact, Arrived)
    assert (fact.is_ours, fact.place.person) == (True, "talk+1==")


@pytest.mark.parametrize(("kind", "mark"), [("image", "[image]"), ("sticker", "[sticker]")])
def test_what_is_no_text_has_a_mark(kind: str, mark: str) -> None:
    (fact,) = read_delivery(TikTok(), changed("message", type=kind, text=None), OURS)
    assert isinstance(fact, Arrived)
    assert fact.text == mark


def test_the_bare_event_of_europe_changes_nothing_by_itself() -> None:
    event = changed("message") | {"event": "im_receive_msg_eu"}
    assert read_delivery(TikTok(), event, OURS) == []


def test_an_event_of_another_account_is_not_read() -> None:
    with pytest.raises(Unreadable, match="of account"):
        read_delivery(TikTok(), load("tiktok", "message"), "open-7")


def test_an_unknown_kind_waits_in_the_dead_letters() -> None:
    with pytest.raises(Unreadable, match="im_painted"):
        read_delivery(TikTok(), load("tiktok", "message") | {"event": "im_painted"}, OURS)


def test_an_event_sent_again_is_the_same_change_whatever_its_bytes() -> None:
    event = load("tiktok", "comment_delete")
    (first,) = TikTok().split(json.dumps(event).encode())
    (again,) = TikTok().split(json.dumps(event | {"create_time": 1}, indent=1).encode())
    (other,) = TikTok().split(json.dumps(changed("comment_delete", timestamp=5)).encode())
    assert first.key == again.key != other.key


def test_a_comment_met_again_with_other_counts_is_the_same_change() -> None:
    comment = load("tiktok", "comments")["data"]["comments"][0]
    first, again = comment_change(comment, {}), comment_change(comment | {"likes": 9}, {})
    hidden = comment_change(comment | {"status": "HIDDEN"}, {})
    assert first.key == again.key != hidden.key


def test_the_recorded_events_are_read() -> None:
    assert read_delivery(TikTok(), load_outside("tiktok", "webhook.comment.update"),
                         "BUSINESS_OPEN_ID") == []  # fmt: skip
    (fact,) = read_delivery(
        TikTok(), load_outside("tiktok", "webhook.im_receive_msg"), "BUSINESS_OPEN_ID"
    )
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.text) == ("tt-msg-1", "Hello")


def test_the_published_signature_is_ours_and_late_ones_are_refused() -> None:
    told = load_vector("tiktok")
    known = Credentials(OURS, {"app_secret": told["key"]}, "")
    at, body = datetime.fromtimestamp(int(told["t"]), UTC), told["body"].encode()
    given = {signature.HEADER: told["Tiktok-Signature"]}
    assert signature.sign(body, told["key"], at) == told["Tiktok-Signature"]
    for seconds, accepted in ((0, True), (300, True), (-300, True), (301, False), (-301, False)):
        now = at + timedelta(seconds=seconds)
        assert signature.is_signed(given, body, known, now) is accepted
    assert not signature.is_signed(given, body + b" ", known, at)


@pytest.mark.parametrize(
    "header", ["t=,s=", "t=x,s=1", "s=1", "t=٣,s=1", "t=" + "9" * 400 + ",s=1"]
)
def test_an_odd_signature_is_refused(header: str) -> None:
    known = Credentials(OURS, {"app_secret": "s"}, "")
    assert not signature.is_signed({signature.HEADER: header}, b"{}", known, NOW)
