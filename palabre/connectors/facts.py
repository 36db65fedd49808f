"""What a network can tell, in our words: the same few facts whatever the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from palabre.engine.vocabulary import Kind

INBOX_SURFACE = "inbox"
"""The external id of the surface that holds an account's private messages."""


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
    is_ours: bool = False
    is_edit: bool = False
    act_key: str = ""
    """The key of our own act when the network's echo carries it."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A message is gone from the network, for good."""

    external_id: str
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Concealed:
    """A message was hidden on the network, or shown again."""

    external_id: str
    place: Place
    at: datetime
    hidden: bool


Fact = Arrived | Removed | Concealed


class Unreadable(Exception):  # noqa: N818 - it says what the change is.
    """A change that cannot be understood; the message says why, for the dead letters."""
