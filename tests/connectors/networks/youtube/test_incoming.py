"""What YouTube's comments and live chat become."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from palabre.connectors.contract import Change
from palabre.connectors.facts import Arrived, Concealed, Fact, Removed, Swept
from palabre.connectors.networks.youtube import incoming
from palabre.connectors.networks.youtube.connector import YouTube
from tests.connectors.networks.youtube.probe import comment, live, thread

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "youtube"


def read(change: Change, account: str = "UC0") -> list[Fact]:
    """Read one change."""
    return list(YouTube().read(change.body, account=account, received_at=NOW))


def read_comment(**more: Any) -> list[Fact]:
    """Read one comment."""
    return read(incoming.change_of_comment(comment(**more), "v1", NOW))


def read_live(*told: Any, **more: Any) -> list[Fact]:
    """Read one event of a live chat."""
    return read(incoming.change_of_live(live(*told, **more), "L"))


def test_a_thread_is_its_first_comment_and_the_answers_under_it() -> None:
    answer = comment("Ug1.a", "Oui", parentId="Ug1", authorChannelId={"value": "UC0"})
    first, second = incoming.changes_of_thread(thread(comment(), answer), NOW)
    top, ours = read(first)[0], read(second)[0]
    assert isinstance(top, Arrived)
    assert isinstance(ours, Arrived)
    assert (top.text, top.author_id, top.author_name) == ("Bonjour", "UC7", "@nour")
    assert (top.place.surface, top.place.parent, top.sent_at) == ("v1", "", SENT)
    assert (ours.place.parent, ours.is_ours, top.is_ours) == ("Ug1", True, False)


def test_an_edit_has_its_time_and_is_another_change() -> None:
    first, *_ = read_comment()
    edit, *_ = read_comment(text="Bonsoir", updatedAt="2026-11-21T11:05:00Z")
    assert isinstance(first, Arrived)
    assert isinstance(edit, Arrived)
    assert (first.is_edit, edit.is_edit) == (False, True)
    assert edit.at == datetime(2026, 11, 21, 11, 5, tzinfo=UTC)
    keys = {
        incoming.change_of_comment(comment(**more), "v1", NOW).key
        for more in (
            {},
            {"likeCount": 7},
            {"updatedAt": "2026-11-21T11:05:00Z"},
            {"moderationStatus": "heldForReview"},
        )
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("status", "hidden"), [("heldForReview", True), ("likelySpam", True), ("published", False)]
)
def test_what_is_held_is_hidden_and_what_is_published_is_shown(status: str, hidden: bool) -> None:
    _, concealed = read_comment(moderationStatus=status)
    assert isinstance(concealed, Concealed)
    assert concealed.hidden is hidden


def test_the_state_that_was_read_later_holds_whatever_it_was_before() -> None:
    for states in (("heldForReview", "published"), ("published", "heldForReview")):
        before, after = (
            read(incoming.change_of_comment(comment(moderationStatus=state), "v1", at))[-1]
            for state, at in zip(states, (NOW, NOW + timedelta(seconds=1)), strict=True)
        )
        assert after.at > before.at


def test_what_the_desk_hides_in_the_second_of_the_reading_comes_after_it() -> None:
    read_at = NOW.replace(microsecond=800_000)
    (_, shown) = read(incoming.change_of_comment(comment(), "v1", read_at))
    assert isinstance(shown, Concealed)
    assert (shown.at, shown.hidden) == (NOW, False)


def test_a_rejected_comment_and_a_missing_one_are_gone() -> None:
    assert isinstance(read_comment(moderationStatus="rejected")[-1], Removed)
    (gone,) = read(incoming.removal("Ug1", NOW))
    assert isinstance(gone, Removed)
    assert (gone.external_id, gone.at) == ("Ug1", NOW)


def test_a_comment_without_author_status_or_times_still_arrives() -> None:
    body = json.dumps({"comment": {"id": "Ug1", "snippet": {"textDisplay": "x"}}}).encode()
    (fact,) = YouTube().read(body, account="UC0", received_at=NOW)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.author_id, fact.sent_at, fact.is_ours) == ("x", "", NOW, False)


def test_a_live_message_carries_its_chat_in_its_id() -> None:
    (fact,) = read_live(textMessageDetails={"messageText": "salut"})
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.author_id, fact.author_name) == ("salut", "UC7", "Nour")
    assert (fact.external_id, fact.place.surface) == ("live:L:LCC.1", "live:L")
    assert incoming.parts_of_live(fact.external_id) == ("L", "LCC.1")
    assert incoming.parts_of_live("Ug1") == ("", "")


def test_a_paid_message_arrives_with_its_words_and_a_bare_event_says_nothing() -> None:
    (paid,) = read_live("superChatEvent", superChatDetails={"userComment": "bravo"})
    assert isinstance(paid, Arrived)
    assert paid.text == "bravo"
    for type in ("newSponsorEvent", "tombstone", "chatEndedEvent", "hologramEvent"):
        assert read_live(type) == []


def test_deletions_and_bans_of_a_live_chat_are_told() -> None:
    details = {"deletedMessageId": "LCC.1"}
    (deleted,) = read_live("messageDeletedEvent", messageDeletedDetails=details)
    details = {"retractedMessageId": "LCC.1"}
    (retracted,) = read_live("messageRetractedEvent", messageRetractedDetails=details)
    banned = {"bannedUserDetails": {"channelId": "UC7"}, "banType": "permanent"}
    (swept,) = read_live("userBannedEvent", userBannedDetails=banned)
    assert isinstance(deleted, Removed)
    assert isinstance(retracted, Removed)
    assert isinstance(swept, Swept)
    assert deleted.external_id == retracted.external_id == "live:L:LCC.1"
    assert (swept.author_id, swept.place.surface) == ("UC7", "live:L")


def test_the_published_examples_are_read() -> None:
    if not SHARED.is_dir():
        pytest.skip("The published examples are not beside the repository.")
    told = json.loads((SHARED / "commentThreads.list.json").read_text(encoding="utf-8"))
    (change,) = incoming.changes_of_thread(told["items"][0], NOW)
    assert [fact.external_id for fact in read(change)] == ["Ug1", "Ug1"]
    told = json.loads((SHARED / "liveChatMessages.list.json").read_text(encoding="utf-8"))
    (fact,) = read(incoming.change_of_live(told["items"][0], "L"))
    assert fact.external_id == "live:L:LCC.1"


def test_a_video_is_described_with_its_figures() -> None:
    told = incoming.read_video({
        "id": "v1",
        "snippet": {"title": "Le pain", "publishedAt": "2026-11-21T11:00:00Z"},
        "statistics": {"likeCount": "12", "commentCount": "x"},
    })  # fmt: skip
    assert (told.text, told.likes, told.comments) == ("Le pain", 12, None)
    assert told.address == "https://www.youtube.com/watch?v=v1"
