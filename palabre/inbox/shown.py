"""What the page of a conversation shows: messages, acts, notes and the box to answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palabre.inbox.marks import Piece
from palabre.inbox.measures import ShownMeasure
from palabre.inbox.models import Revision
from palabre.inbox.tasks import ShownTask
from palabre.inbox.understanding.telling import Told
from palabre.inbox.wording import Said, pick_text


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that spoke: its sentence, its name, whether it is on trial, and what it weighed."""

    text: str
    name: str
    is_shadow: bool
    weighed: str = ""


def show_rule(reason: Mapping[str, Any]) -> Rule:
    """Return a rule that spoke. What is found in the text is marked there and needs no words."""
    weighed = [" ".join(one) for one in reason.get("evidence", ()) if one[0] != "text"]
    return Rule(
        pick_text(reason), str(reason.get("rule", "")), bool(reason.get("shadow")),
        ", ".join(weighed),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act with where it stands."""

    id: int
    verb: str
    text: str
    who: str
    said: Said
    can_be_taken_back: bool
    detail: str
    undo: str = ""
    """The verb that takes it back on the network, while it stands there."""
    task: ShownTask | None = None
    """What a person is to do by hand."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be asked for, with the lengths to choose from and what to know of it."""

    verb: str
    name: str
    is_confirmed: bool = False
    lengths: Sequence[tuple[int, str]] = ()
    needs_text: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unable:
    """Something that the network lets no program do here."""

    name: str
    why: str
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message with everything around it."""

    row: Mapping[str, Any]
    depth: int
    author: str
    pieces: Sequence[Piece]
    decision: str
    rules: Sequence[Rule]
    acts: Sequence[ShownAct]
    verbs: frozenset[str]
    can_review: bool
    is_ours: bool
    is_kept_out: bool
    key: str
    labels: Sequence[str]
    is_found: bool = False
    earlier: Sequence[Revision] = ()
    """The texts it had before."""
    faults: frozenset[str] = frozenset()
    """What the member may say is wrong with the decision."""
    heard: str = ""
    """What the member said already."""
    told: Told | None = None
    """What the models understood of it."""
    on_trial: Sequence[Rule] = ()
    """What rules on trial would have said of a message that nothing was done about."""
    measures: Sequence[ShownMeasure] = ()
    """What rules asked for beside acts on the message."""
    more: Sequence[Offer] = ()
    """What else can be done to it, its author or its chat."""
    unable: Sequence[Unable] = ()
    """What cannot, with the reason and how a person does it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody whom a note speaks to."""

    member: int
    name: str
    is_mine: bool
    is_unread: bool


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note of the team's, among the messages."""

    id: int
    who: str
    at: datetime
    pieces: Sequence[Piece]
    is_mine: bool = False
    """It speaks to the reader."""
    is_unread: bool = False
    """It does, and they have not seen it."""
    is_note: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """A way to answer, with its limit of characters."""

    verb: str
    title: str
    limit: int


@dataclass(frozen=True, slots=True)
class Composer:
    """The box to answer in."""

    message: int
    to: str
    ways: Sequence[Way]
    chosen: str
    key: str
    text: str
    seen: str
