"""What Google tells of reviews, in our words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from palabre.connectors.facts import Arrived, Fact, Removed, Unreadable
from palabre.connectors.networks.google import incoming
from palabre.connectors.reviews import changes

PLACE = "accounts/1/locations/2"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "google"
REVIEW: dict[str, Any] = {
    "name": f"{PLACE}/reviews/9007199254740993123",
    "reviewer": {"displayName": "Nour", "isAnonymous": False},
    "starRating": "TWO",
    "comment": "Trop d’attente",
    "createTime": "2026-11-20T10:00:00.123456Z",
    "updateTime": "2026-11-20T10:00:00.123456Z",
}


def read(review: dict[str, Any]) -> Sequence[Fact]:
    """Read one review."""
    body = incoming.change_of(review).body
    return incoming.read(body, account=PLACE, received_at=NOW)


def test_a_review_is_a_comment_with_its_stars_under_its_place() -> None:
    (fact,) = read(REVIEW)
    assert isinstance(fact, Arrived)
    assert (fact.external_id, fact.place.surface, fact.rating) == (REVIEW["name"], PLACE, 2)
    assert (fact.author_name, fact.author_id, fact.is_edit) == ("Nour", "", False)


def test_an_answer_inside_a_review_is_ours_and_under_it() -> None:
    reply = {"comment": "Désolés", "updateTime": "2026-11-20T11:00:00Z"}
    review, answer = read(REVIEW | {"reviewReply": reply})
    assert isinstance(answer, Arrived)
    assert (answer.is_ours, answer.place.parent) == (True, review.external_id)
    assert answer.external_id == changes.reply_id(review.external_id)


def test_a_changed_review_is_an_edit_with_another_key() -> None:
    later = REVIEW | {"updateTime": "2026-11-21T10:00:00Z", "starRating": "FOUR"}
    (fact,) = read(later)
    assert isinstance(fact, Arrived)
    assert (fact.is_edit, fact.rating) == (True, 4)
    assert incoming.change_of(later).key != incoming.change_of(REVIEW).key


@pytest.mark.parametrize(
    ("comment", "own"),
    [
        ("Slow\n\n(Translated by Google)\nLent", "Slow"),
        ("(Translated by Google) Lent\n\n(Original)\nSlow", "Slow"),
        ("", ""),
    ],
)
def test_a_translation_is_not_what_the_person_wrote(comment: str, own: str) -> None:
    assert incoming.own_words(comment) == own


def test_stars_without_words_unknown_stars_and_nobody_are_read() -> None:
    bare = {"name": "r", "starRating": "STAR_RATING_UNSPECIFIED", "somethingNew": [1]}
    (fact,) = read(bare)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.rating, fact.author_name, fact.sent_at) == ("", None, "", NOW)
    with pytest.raises(Unreadable):
        read({"starRating": "ONE"})
    gone = incoming.read(changes.removal("r", NOW).body, account=PLACE, received_at=NOW)
    assert isinstance(gone[0], Removed)


def test_a_list_in_googles_shape_is_read() -> None:
    if not SHARED.is_dir():
        pytest.skip("The recorded payloads are not here.")
    told = json.loads((SHARED / "reviews.list.json").read_text())["reviews"]
    review, answer = read(told[0])
    assert isinstance(review, Arrived)
    assert isinstance(answer, Arrived)
    assert (review.rating, review.text, answer.text) == (2, "Slow", "Sorry")
