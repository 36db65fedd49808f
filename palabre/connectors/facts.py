"""What a network can tell, in our words: the same few facts whatever the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from palabre.engine.vocabulary import Kind

INBOX_SURFACE = "inbox"
"""The external id of the surface that holds an account's private messages."""
MOST_OF_AN_ID = 200
MOST_OF_AN_ADDRESS = 500
"""How many characters the desk keeps of them. No network comes near; a forged delivery might."""


class Unreadable(Exception):  # noqa: N818 - it says what the change is.
    """A change that cannot be understood; the message says why, for the dead letters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: on which surface, under which message, with whom."""

    kind: Kind
    surface: str = ""
    surface_text: str = ""
    surface_address: str = ""
    parent: str = ""
    """The external id of the message it answers; empty for a first comment."""
    person: str = ""
    """For private messages: the network's id of the person on the other side."""

    def __post_init__(self) -> None:
        _check_ids(self.surface, self.parent, self.person)
        if len(self.surface_address) > MOST_OF_AN_ADDRESS:
            object.__setattr__(self, "surface_address", "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message was written or edited. An edit holds the whole new text."""

    external_id: str
    place: Place
    text: str
    sent_at: datetime
    at: datetime
    author_id: str = ""
    author_name: str = ""
    author_since: datetime | None = None
    """Since when the author has the account, where the network tells it."""
    is_ours: bool = False
    is_edit: bool = False
    act_key: str = ""
    """The key of our own act when the network's echo carries it."""
    rating: int | None = None
    """How many stars of five a review gives; None for what is no review."""

    def __post_init__(self) -> None:
        _check_ids(self.external_id, self.author_id)


@dataclass(frozen=True, slots=True)
class Removed:
    """A message is gone from the network, for good."""

    external_id: str
    place: Place
    at: datetime

    def __post_init__(self) -> None:
        _check_ids(self.external_id)


@dataclass(frozen=True, slots=True)
class Concealed:
    """A message was hidden on the network, or shown again."""

    external_id: str
    place: Place
    at: datetime
    hidden: bool

    def __post_init__(self) -> None:
        _check_ids(self.external_id)


@dataclass(frozen=True, slots=True)
class Swept:
    """Everything that stood in a place is gone at once: a live chat was cleared.

    With an author, only what this person wrote there. It speaks of what came before it.
    """

    place: Place
    at: datetime
    author_id: str = ""
    external_id: str = ""
    """Always empty: it names no message of its own."""

    def __post_init__(self) -> None:
        _check_ids(self.author_id)


Fact = Arrived | Removed | Concealed | Swept


def _check_ids(*ids: str) -> None:
    if max(map(len, ids)) > MOST_OF_AN_ID:
        raise Unreadable(f"An id is longer than {MOST_OF_AN_ID} characters.")
