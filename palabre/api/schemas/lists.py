"""Shapes of the list of conversations: saved views, and acts on many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

NAME = r"^[^\x00]*\S[^\x00]*$"
Id = Annotated[int, Field(ge=1, lt=2**63)]


class SavedView(Schema):
    """A view with filters under a name. `query` is that of the list's address."""

    id: int
    name: str
    query: str
    shared: bool
    yours: bool
    place: int
    changed_at: datetime


class SavedViews(Schema):
    """The views that you see: the shared ones first, then yours."""

    items: list[SavedView]


class SavedViewAsked(Schema):
    """How a view shall be. What `query` cannot mean is left out; `place` counts from 0."""

    name: str = Field(min_length=1, max_length=60, pattern=NAME)
    query: str = Field(default="", max_length=4000, pattern=r"^[^\x00]*$")
    shared: bool = False
    place: int | None = Field(default=None, ge=0, lt=1000)


class BulkAsked(Schema):
    """One act on many threads.

    `assign` takes `member`, or nobody when it is left out; `snooze` takes `until`, `label` takes
    `label`: it goes on the last message of the person in each thread, as `hide` does.
    """

    act: Literal["close", "reopen", "assign", "snooze", "label", "approve", "hide"]
    threads: list[Id] = Field(min_length=1, max_length=500)
    member: Id | None = None
    until: AwareDatetime | None = None
    label: str = Field(default="", max_length=60, pattern=r"^[^\x00]*$")


class BulkResult(Schema):
    """What became of one thread; `reason` says why not."""

    thread: int
    done: bool
    reason: str


class Bulk(Schema):
    """A batch: what it did to each thread, and after an undo, what was put back."""

    id: int
    act: str
    by: str
    at: datetime
    done: int
    results: list[BulkResult]
    undone_at: datetime | None
    undone: list[BulkResult]
