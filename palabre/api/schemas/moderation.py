"""Decisions, reviews and charters."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import StringConstraints

from palabre.api.schemas.inbox import Decision


class DecisionRow(Decision):
    """A decision with its message."""

    id: int
    message: int


class Decisions(Schema):
    """A page of decisions."""

    items: list[DecisionRow]
    next: str | None


class ReviewAsked(Schema):
    """A person's decision on a message."""

    verdict: Literal["allow", "hide"]


class Charter(Schema):
    """The charter in force, as text."""

    number: int
    name: str
    hash: str
    source: str


class CharterAsked(Schema):
    """A new charter."""

    source: Annotated[str, StringConstraints(max_length=500_000, pattern=r"^[^\x00]*$")]
