"""What Google tells of reviews, in our words.

Source: Google's reference of `accounts.locations.reviews` (version 4). A change is `{"review": a
review}` or `{"removed": id, "at": time}`. A review bears its one answer inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.contract import Change
from palabre.connectors.facts import Arrived, Fact, Place
from palabre.connectors.reading import inner, instant_or_none, required, text_of
from palabre.connectors.reviews import changes
from palabre.connectors.reviews.changes import reply_id
from palabre.engine.vocabulary import Kind

RATINGS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
ORIGINAL, TRANSLATED = "(Original)", "(Translated by Google)"


def change_of(review: dict[str, Any]) -> Change:
    """Return a review as a change, known by its name, its last edit and that of its answer."""
    reply = inner(review, "reviewReply")
    versions = (text_of(review.get("updateTime")), text_of(reply.get("updateTime")))
    return changes.review_change(text_of(review.get("name")), review, *versions)


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    return changes.read(body, _facts, account=account, received_at=received_at)


def _facts(review: dict[str, Any], account: str, received_at: datetime) -> Iterator[Arrived]:
    name, reviewer = required(review, "name"), inner(review, "reviewer")
    written = instant_or_none(review.get("createTime")) or received_at
    changed = instant_or_none(review.get("updateTime")) or written
    yield Arrived(
        external_id=name,
        place=Place(Kind.COMMENT, surface=account),
        text=own_words(text_of(review.get("comment"))),
        sent_at=written,
        at=max(written, changed),
        author_name=text_of(reviewer.get("displayName")),
        is_edit=changed > written,
        rating=RATINGS.get(text_of(review.get("starRating"))),
    )
    reply = inner(review, "reviewReply")
    if text_of(reply.get("comment")):
        at = instant_or_none(reply.get("updateTime")) or received_at
        yield Arrived(
            external_id=reply_id(name),
            place=Place(Kind.COMMENT, surface=account, parent=name),
            text=text_of(reply.get("comment")),
            sent_at=at,
            at=at,
            author_id=account,
            is_ours=True,
            is_edit=True,
        )


def own_words(comment: str) -> str:
    """Return what the person wrote, without the translation that Google puts beside it."""
    if ORIGINAL in comment:
        return comment.rpartition(ORIGINAL)[2].strip()
    return comment.partition(f"\n\n{TRANSLATED}")[0].strip()
