"""Shapes of work in a team: who gets new conversations, who is there, who is spoken to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

Mode = Literal["off", "round_robin", "least_loaded"]


class Recipient(Schema):
    """Somebody who may get new conversations; `load` counts the open ones they have."""

    id: int
    name: str
    available: bool
    load: int


class DistributionAsked(Schema):
    """How new conversations are to be given out; without a team, among all who answer."""

    mode: Mode
    team: int | None = Field(None, ge=1, lt=2**63)
    by_language: bool = Field(
        False, description="First to those whose team answers in the person's language."
    )


class Distribution(DistributionAsked):
    """How new conversations are given out, and among whom."""

    members: list[Recipient]


class Availability(Schema):
    """Whether you get new conversations, in every client."""

    available: bool


class Mention(Schema):
    """A note that speaks to you; `read_at` is null until you opened its thread."""

    id: int
    thread: int
    note: int
    text: str
    by: str
    by_name: str
    at: datetime
    read_at: datetime | None


class Mentions(Schema):
    """A page of mentions."""

    items: list[Mention]
    next: str | None
