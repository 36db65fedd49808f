"""What can be understood of a message, as values: labels, moods, intents, languages."""

from __future__ import annotations

from typing import Final, Literal, get_args

Label = Literal[
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
LABELS: Final[tuple[str, ...]] = get_args(Label)
"""What may be wrong with a message. Each is scored on its own, and decided at 0.5."""

Sentiment = Literal["negative", "neutral", "positive"]
SENTIMENTS: Final[tuple[str, ...]] = get_args(Sentiment)
"""The moods of a message; their scores sum to one and the largest decides."""

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
INTENTS: Final[tuple[str, ...]] = get_args(Intent)
"""What an author wants; scores sum to one. "other" is what none of the rest covers."""

Language = Literal[
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
]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)
"""The languages that are told apart, by their ISO 639-1 code."""

UNSURE: Final = "und"
"""The code of a language that cannot be told, as ISO 639-2 has it."""

HEADS: Final = (*LABELS, *SENTIMENTS, *INTENTS, "urgent")
"""Every score of the model, in the order of its columns."""
