"""What Trustpilot tells of reviews, in our words.

Source: public client libraries of the private reviews of a business unit. A change is `{"review": a
review}` or `{"removed": id, "at": time}`. A review bears the company's one answer inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.contract import Change
from palabre.connectors.facts import Arrived, Fact, Place
from palabre.connectors.reading import count_of, inner, instant_or_none, required, text_of
from palabre.connectors.reviews import changes
from palabre.connectors.reviews.changes import reply_id
from palabre.engine.vocabulary import Kind

KEPT = ("id", "stars", "title", "text", "createdAt", "updatedAt", "companyReply")
MOST_STARS = 5


def change_of(review: dict[str, Any]) -> Change:
    """Return a review as a change, known by its last edit and that of its answer.

    Private reviews hold addresses and order numbers of customers: what is not needed stays out.
    """
    person = inner(review, "consumer")
    kept = {name: review[name] for name in KEPT if name in review}
    kept["consumer"] = {name: text_of(person.get(name)) for name in ("id", "displayName")}
    reply = inner(review, "companyReply")
    versions = (
        text_of(review.get("updatedAt")),
        text_of(reply.get("updatedAt")) or text_of(reply.get("createdAt")),
        text_of(reply.get("text")),
    )
    return changes.review_change(text_of(review.get("id")), kept, *versions)


def read(body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
    """Understand one change."""
    return changes.read(body, _facts, account=account, received_at=received_at)


def _facts(review: dict[str, Any], account: str, received_at: datetime) -> Iterator[Arrived]:
    id, person = required(review, "id"), inner(review, "consumer")
    written = instant_or_none(review.get("createdAt")) or received_at
    changed = instant_or_none(review.get("updatedAt")) or written
    stars = count_of(review.get("stars"))
    title, text = text_of(review.get("title")).strip(), text_of(review.get("text")).strip()
    yield Arrived(
        external_id=id,
        place=Place(Kind.COMMENT, surface=account),
        text=text if not title or text.startswith(title) else f"{title}\n\n{text}".strip(),
        sent_at=written,
        at=max(written, changed),
        author_id=text_of(person.get("id")),
        author_name=text_of(person.get("displayName")),
        is_edit=changed > written,
        rating=stars if stars and stars <= MOST_STARS else None,
    )
    reply = inner(review, "companyReply")
    if text_of(reply.get("text")):
        first = instant_or_none(reply.get("createdAt")) or received_at
        last = instant_or_none(reply.get("updatedAt")) or first
        yield Arrived(
            external_id=reply_id(id),
            place=Place(Kind.COMMENT, surface=account, parent=id),
            text=text_of(reply.get("text")),
            sent_at=first,
            at=max(first, last),
            author_id=account,
            is_ours=True,
            is_edit=last > first,
        )
