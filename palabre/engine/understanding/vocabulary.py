"""What can be understood of a message, as values: labels, moods, intents, languages."""

from __future__ import annotations

from typing import Final

LABELS: Final = (
    "toxic",
    "hate",
    "harassment",
    "threat",
    "sexual",
    "profanity",
    "self_harm",
    "spam",
    "doxxing",
)
"""What may be wrong with a message. Each is scored on its own, and decided at 0.5."""

SENTIMENTS: Final = ("negative", "neutral", "positive")
"""The moods of a message; their scores sum to one and the largest decides."""

INTENTS: Final = (
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
)
"""What an author wants; scores sum to one. "other" is what none of the rest covers."""

LANGUAGES: Final = (
    "fr",
    "en",
    "es",
    "de",
    "it",
    "pt",
    "nl",
    "pl",
    "tr",
    "ru",
    "ar",
    "hi",
    "ja",
    "zh",
    "ko",
)
"""The languages that are told apart, by their ISO 639-1 code."""

UNSURE: Final = "und"
"""The code of a language that cannot be told, as ISO 639-2 has it."""

HEADS: Final = (*LABELS, *SENTIMENTS, *INTENTS, "urgent")
"""Every score of the model, in the order of its columns."""
