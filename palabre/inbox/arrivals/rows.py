"""Messages in memory while a batch of facts is folded into them. No database here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from palabre.connectors.facts import Arrived, Concealed, Place, Removed
from palabre.engine.vocabulary import Kind

FIRST_TEXT, EDITED_TEXT = 0, 1


@dataclass(slots=True)
class Row:
    """One message: what is stored of it, and what this batch changed."""

    account: int
    external_id: str
    kind: str = Kind.COMMENT
    id: int = 0
    thread: int = 0
    surface: int = 0
    identity: int | None = None
    direction: str = "in"
    parent: str = ""
    text: str = ""
    text_rank: int = -1
    text_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    is_complete: bool = False
    is_hidden: bool = False
    hidden_at: datetime | None = None
    deleted_at: datetime | None = None
    rating: int | None = None
    verdict: str = ""
    is_reviewed: bool = False
    place: Place | None = None
    author_id: str = ""
    author_name: str = ""
    author_since: datetime | None = None
    is_changed: bool = False
    has_new_text: bool = False
    moves: bool = False
    judged: Any = None
    """What was decided of this text as it was heard."""
    revisions: list[tuple[int, datetime, str]] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Return what a reader of the network sees, or what we hold back."""
        if self.deleted_at is not None:
            return "deleted"
        if not self.is_hidden:
            return "visible"
        return "held" if self.verdict == "hold" and not self.is_reviewed else "hidden"

    @property
    def key(self) -> tuple[int, str]:
        """Return what the network knows it by."""
        return self.account, self.external_id


def fold(
    row: Row, fact: Arrived | Removed | Concealed, received_at: datetime, judged: Any = None
) -> None:
    """Take one fact into a message, with what was decided of it as it was heard."""
    if row.received_at is None:
        row.received_at = received_at
    if isinstance(fact, Arrived):
        _fold_arrived(row, fact, judged)
    elif isinstance(fact, Removed):
        _locate(row, fact.place, fact.at)
        if row.deleted_at is None or fact.at < row.deleted_at:
            row.deleted_at, row.is_changed = fact.at, True
    else:
        _locate(row, fact.place, fact.at)
        _fold_concealed(row, fact)


def _fold_arrived(row: Row, fact: Arrived, judged: Any) -> None:
    _locate(row, fact.place, fact.sent_at)
    if row.sent_at is None or not row.is_complete or fact.sent_at < row.sent_at:
        row.sent_at, row.is_changed = fact.sent_at, True
    if not row.is_complete:
        row.is_complete, row.is_changed = True, True
        row.direction = "out" if fact.is_ours else "in"
    if fact.author_id and not row.author_id and row.identity is None:
        row.author_id, row.is_changed = fact.author_id, True
    row.author_name = row.author_name or fact.author_name
    row.author_since = row.author_since or fact.author_since
    rank = EDITED_TEXT if fact.is_edit else FIRST_TEXT
    at = fact.at if fact.is_edit else fact.sent_at
    row.revisions.append((rank, at, fact.text))
    if row.text_at is None or _order(rank, at, fact.text) > _order(
        row.text_rank, row.text_at, row.text
    ):
        row.has_new_text = row.has_new_text or fact.text != row.text or row.text_rank < 0
        row.text, row.text_rank, row.text_at = fact.text, rank, at
        row.rating, row.is_changed, row.judged = fact.rating, True, judged


def _order(rank: int, at: datetime, text: str) -> tuple[int, datetime | int, str]:
    """Compare texts: an edit beats a first text, then the later, then the alphabet.

    First texts of one message are the same text delivered twice, so their time says nothing.
    """
    return (rank, at if rank else 0, text)


def _fold_concealed(row: Row, fact: Concealed) -> None:
    before = (row.hidden_at, row.is_hidden) if row.hidden_at else None
    if before is None or (fact.at, fact.hidden) > before:
        row.hidden_at, row.is_hidden, row.is_changed = fact.at, fact.hidden, True


def _locate(row: Row, place: Place, at: datetime) -> None:
    """Learn where a message stands; what was known stays, what was missing is filled."""
    if row.place is None:
        row.place = place
        row.kind = place.kind
    elif not row.place.surface and place.surface:
        row.place, row.moves = place, True
    if place.parent and not row.parent:
        row.parent, row.is_changed = place.parent, True
        row.moves = row.moves or bool(row.thread)
    if row.sent_at is None:
        row.sent_at, row.is_changed = at, True
