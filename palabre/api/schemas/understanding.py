"""What the models understand of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

Risk = Literal[
    "toxic",
    "hate",
    "harassment",
    "threat",
    "sexual",
    "profanity",
    "self_harm",
    "spam",
    "doxxing",
]
Mood = Literal["negative", "neutral", "positive"]
Intent = Literal[
    "purchase",
    "price_question",
    "opening_hours",
    "order_problem",
    "refund",
    "complaint",
    "praise",
    "booking",
    "job",
    "partnership",
    "wants_human",
    "wants_out",
    "greeting",
    "other",
]
Language = Literal[
    "fr", "en", "es", "de", "it", "pt", "nl", "pl", "tr", "ru", "ar", "hi", "ja", "zh", "ko"
]


class PersonalData(Schema):
    """Personal data that stands in a text, from one code point to another, the end excluded."""

    kind: Literal["email", "phone", "iban", "card", "address", "order"]
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
    risks: list[Risk]
    labels: dict[str, float]
    mood: Mood
    sentiment: dict[str, float]
    intent: Intent
    intents: dict[str, float]
    own_intent: OwnIntent | None = Field(description="None where the client had taught none.")
    urgency: float
    urgent: bool
    personal_data: list[PersonalData]
    models: dict[str, str] = Field(description="The version of each model that read it.")
    at: datetime
