"""What is understood of messages, in plain words, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Words = Mapping[str, str | Promise]
RISKS: Final[Words] = {
    "toxic": gettext_lazy("Toxic"),
    "hate": gettext_lazy("Hate"),
    "harassment": gettext_lazy("Harassment"),
    "threat": gettext_lazy("Threat"),
    "sexual": gettext_lazy("Sexual"),
    "profanity": gettext_lazy("Coarse words"),
    "self_harm": gettext_lazy("Distress"),
    "spam": gettext_lazy("Spam"),
    "doxxing": gettext_lazy("Private life exposed"),
}
GRAVITY: Final = (
    "threat", "self_harm", "hate", "doxxing", "harassment", "sexual", "toxic", "spam", "profanity",
)  # fmt: skip
"""The risks, the gravest first."""
MOODS: Final[Words] = {
    "negative": pgettext_lazy("mood", "Negative"),
    "neutral": pgettext_lazy("mood", "Neutral"),
    "positive": pgettext_lazy("mood", "Positive"),
}
WISHES: Final[Words] = {
    "purchase": gettext_lazy("Wants to buy"),
    "price_question": gettext_lazy("Asks for a price"),
    "opening_hours": gettext_lazy("Asks for opening hours"),
    "order_problem": gettext_lazy("Problem with an order"),
    "refund": gettext_lazy("Wants a refund"),
    "complaint": gettext_lazy("Complaint"),
    "praise": gettext_lazy("Praise"),
    "booking": gettext_lazy("Wants to book"),
    "job": gettext_lazy("Looks for a job"),
    "partnership": gettext_lazy("Partnership"),
    "wants_human": gettext_lazy("Wants to speak to a person"),
    "wants_out": gettext_lazy("Wants no more messages"),
    "greeting": gettext_lazy("Greeting"),
    "other": gettext_lazy("Something else"),
}
DATA: Final[Words] = {
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone number"),
    "iban": gettext_lazy("Bank account"),
    "card": gettext_lazy("Payment card"),
    "address": gettext_lazy("Postal address"),
    "order": gettext_lazy("Order number"),
}
URGENT: Final = gettext_lazy("Urgent")
SURENESS: Final = (
    (0.95, gettext_lazy("almost certain")),
    (0.8, gettext_lazy("very likely")),
    (0.65, gettext_lazy("likely")),
    (0.0, gettext_lazy("possible")),
)
"""What a score is called, from the least score on."""


def say_sureness(score: float) -> str:
    """Return a score in words."""
    return str(next(words for least, words in SURENESS if score >= least))


def get_gravest(risks: list[str]) -> str:
    """Return the gravest of some risks, empty when there is none."""
    return next((risk for risk in GRAVITY if risk in risks), "")
