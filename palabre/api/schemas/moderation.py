"""Decisions, reviews and charters."""

from __future__ import annotations

from datetime import datetime
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


class FeedbackAsked(Schema):
    """What is wrong with the charter's decision; the first two also decide in its place."""

    what: Literal["should_show", "should_hide", "wrong_reason"]
    words: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""


class Feedback(Schema):
    """What a member said of a decision, with the text it is about."""

    id: int
    message: int
    thread: int
    text: str
    kind: str
    verdict: str
    charter: str
    rules: list[str]
    what: Literal["should_show", "should_hide", "wrong_reason"]
    words: str
    by: str
    at: datetime


class Feedbacks(Schema):
    """A page of feedback."""

    items: list[Feedback]
    next: str | None


class Charter(Schema):
    """The charter in force, as text."""

    number: int
    name: str
    hash: str
    source: str


class CharterAsked(Schema):
    """A new charter."""

    source: Annotated[str, StringConstraints(max_length=500_000, pattern=r"^[^\x00]*$")]
