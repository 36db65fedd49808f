"""Ways in that we go and fetch: what is polled, what is listened to, and how far we have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palabre.connectors.contract import Change


class Way(StrEnum):
    """How a source is read."""

    POLL = "poll"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True)
class Source:
    """One way in of a network.

    A poll is asked every `every`; the first time it goes back `past`. A socket names in
    `catch_up` the poll that tells what was missed while it was cut; without one, what was
    missed is lost, and the gap stays. One that `resumes` tells itself, from its cursor, what was
    missed. A socket that is silent for `silence` is dead. What comes from a live chat is judged as
    it is heard.

    `costs` is what one question or connection draws from the network's limits. A socket with
    `looks` has nothing to listen to most of the time: without a cursor it looks every `every`,
    which costs those.
    """

    name: str
    way: Way = Way.POLL
    every: timedelta = timedelta(minutes=1)
    past: timedelta = timedelta(0)
    silence: timedelta = timedelta(seconds=90)
    catch_up: str = ""
    costs: tuple[tuple[str, int], ...] = ()
    looks: tuple[tuple[str, int], ...] = ()
    resumes: bool = False
    is_live: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether it is asked from time to time: a poll, and a socket that looks."""
        return self.way == Way.POLL or bool(self.looks)

    def is_look(self, cursor: str) -> bool:
        """Say whether with this cursor it only looks for something to listen to."""
        return bool(self.looks) and not cursor

    def costs_at(self, cursor: str) -> dict[str, int]:
        """Return what the next question costs, by the names of the limits."""
        return dict(self.looks if self.is_look(cursor) else self.costs)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a source: what came after `cursor`, or since a time when it is empty."""

    source: str
    cursor: str
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What a poll told: changes, how far it is read, and whether there is more at once.

    `wait` is how long the network wants to be left alone; `has_gap` is true when something
    between the cursor and these changes can no longer be had.
    """

    changes: Sequence[Change]
    cursor: str
    has_more: bool = False
    wait: timedelta | None = None
    has_gap: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What a socket told at once: changes, or nothing, which is a heartbeat.

    `cursor` is where to resume, for sockets that can; empty when they cannot. With `rest` the
    socket has ended as it should, and wants to be opened again after that time, from exactly this
    cursor. `has_gap` is true when something since the last cursor can no longer be had.
    """

    changes: Sequence[Change] = ()
    cursor: str = ""
    rest: timedelta | None = None
    has_gap: bool = False
