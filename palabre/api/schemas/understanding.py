"""What the models understand of messages."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from palabre.engine.personal_data.find import DataKind
from palabre.engine.understanding.vocabulary import Intent, Label, Sentiment


class PersonalData(Schema):
    """Personal data that stands in a text, from one code point to another, the end excluded."""

    kind: DataKind
    start: int
    end: int


class OwnIntent(Schema):
    """One of the client's own intents, or `none`, and how sure it is."""

    name: str
    score: float


class Understanding(Schema):
    """What the models understand of a message; scores go from 0 to 1.

    `risks` are the labels raised, at 0.5 or more; `mood` and `intent` those that score highest.
    """

    language: str
    risks: list[Label]
    labels: dict[str, float]
    mood: Sentiment
    sentiment: dict[str, float]
    intent: Intent
    intents: dict[str, float]
    own_intent: OwnIntent | None = Field(description="None where the client had taught none.")
    urgency: float
    urgent: bool
    personal_data: list[PersonalData]
    models: dict[str, str] = Field(description="The version of each model that read it.")
    at: datetime
