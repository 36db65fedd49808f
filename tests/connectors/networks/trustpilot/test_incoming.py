"""What Trustpilot tells of reviews, in our words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from palabre.connectors.facts import Arrived, Fact, Removed, Unreadable
from palabre.connectors.networks.trustpilot import incoming
from palabre.connectors.reviews import changes

UNIT = "46d6a890000064000500e0c3"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
REVIEW: dict[str, Any] = {
    "id": "65a000000000000000000001",
    "consumer": {"id": "c1", "displayName": "Nour", "numberOfReviews": 3},
    "stars": 2,
    "title": "Déçue",
    "text": "Trop d’attente",
    "createdAt": "2026-11-20T10:00:00.000Z",
    "updatedAt": None,
    "companyReply": None,
    "referralEmail": "nour@mail.example",
    "referenceId": "order-9007199254740993123",
}


def read(review: dict[str, Any]) -> Sequence[Fact]:
    """Read one review."""
    body = incoming.change_of(review).body
    return incoming.read(body, account=UNIT, received_at=NOW)


def test_a_review_is_a_comment_with_its_stars_and_its_title() -> None:
    (fact,) = read(REVIEW)
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.rating) == ("Déçue\n\nTrop d’attente", 2)
    assert (fact.author_id, fact.author_name, fact.is_edit) == ("c1", "Nour", False)


def test_what_only_the_shop_may_know_of_a_customer_is_not_kept() -> None:
    body = incoming.change_of(REVIEW).body
    assert b"mail.example" not in body
    assert b"9007199254740993123" not in body


def test_an_answer_inside_a_review_is_ours_and_under_it() -> None:
    reply = {"text": "Désolés", "createdAt": "2026-11-20T11:00:00Z", "updatedAt": None}
    review, answer = read(REVIEW | {"companyReply": reply})
    assert isinstance(answer, Arrived)
    assert (answer.is_ours, answer.place.parent) == (True, review.external_id)
    assert not answer.is_edit


def test_a_changed_review_is_an_edit_with_another_key() -> None:
    later = REVIEW | {"updatedAt": "2026-11-21T10:00:00Z", "stars": 4}
    (fact,) = read(later)
    assert isinstance(fact, Arrived)
    assert (fact.is_edit, fact.rating) == (True, 4)
    assert incoming.change_of(later).key != incoming.change_of(REVIEW).key


def test_unknown_stars_nobody_and_removals_are_read() -> None:
    (fact,) = read({"id": "r", "stars": 9, "text": "a", "somethingNew": {}})
    assert isinstance(fact, Arrived)
    assert (fact.rating, fact.author_name, fact.sent_at) == (None, "", NOW)
    with pytest.raises(Unreadable):
        read({"stars": 1})
    gone = incoming.read(changes.removal("r", NOW).body, account=UNIT, received_at=NOW)
    assert isinstance(gone[0], Removed)
