"""Read the public corpora whose licence allows weights to be shipped.

Published test sets are never read. What each file holds and its licence stand in the cards.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from palabre.engine.understanding.vocabulary import INTENTS, LABELS, SENTIMENTS
from training.examples import Example, choose

CLEAN = {**dict.fromkeys(LABELS, 0.0), "urgent": 0.0}
_DAVIDSON = {"hate": (1.0, 1.0), "offensive": (1.0, 0.0), "neither": (0.0, 0.0)}
_XLMT = ("french", "english", "spanish", "german", "italian", "portuguese", "arabic", "hindi")
_BANKING = {
    "request_refund": "refund",
    "Refund_not_showing_up": "refund",
    "reverted_card_payment?": "refund",
    "card_arrival": "order_problem",
    "card_delivery_estimate": "order_problem",
    "card_not_working": "order_problem",
    "lost_or_stolen_card": "order_problem",
    "transaction_charged_twice": "complaint",
    "extra_charge_on_statement": "complaint",
}
_CLINC = {
    "restaurant_reservation": "booking",
    "book_hotel": "booking",
    "book_flight": "booking",
    "accept_reservations": "booking",
    "cancel_reservation": "booking",
    "schedule_meeting": "booking",
    "greeting": "greeting",
    "goodbye": "greeting",
    "thank_you": "praise",
    "order_status": "order_problem",
    "order": "purchase",
    "report_fraud": "complaint",
}


def read_corpora(data: Path) -> Iterator[Example]:
    """Return the examples of every corpus, in a fixed order."""
    yield from _read_toxicity(data / "toxicity")
    yield from _read_hate(data / "hate")
    yield from _read_sentiment(data / "sentiment")
    yield from _read_intents(data / "intent")
    yield from _read_spam(data / "spam" / "youtube_comments_shakira.csv")


def read_development(data: Path) -> list[Example]:
    """Return what is only looked at, never learned from: its texts have no licence."""
    rows = read_rows(data / "toxicity" / "tweeteval_offensive.val.csv")
    return [Example(t, "en", "tweeteval_val", {"toxic": float(v)}) for t, v, _ in rows]


def read_rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Return the text, the label and the language of each row of a corpus."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], row["label"], row["lang"]


def _read_toxicity(folder: Path) -> Iterator[Example]:
    weights = {"surge": 1.5, "toxifr_agree": 3.0, "germeval18": 0.5, "toldbr": 0.5}
    for name in ("surge", "toxifr_agree", "germeval18", "toldbr"):
        for text, value, lang in read_rows(folder / f"{name}.train.csv"):
            if name == "toldbr" and choose(text, "toldbr", 3):
                continue
            yield Example(text, lang, name, {"toxic": float(value)}, weights[name])
    for lang in ("fr", "en"):
        rows = read_rows(folder / f"jigsaw_{lang}_tr.train.csv")
        for place, (text, value, _) in enumerate(rows):
            targets = {"toxic": float(value)}
            yield Example(text, lang, "jigsaw", targets, family=f"jigsaw {place}")


def _read_hate(folder: Path) -> Iterator[Example]:
    for text, value, lang in read_rows(folder / "davidson_three.train.csv"):
        if value == "offensive" and choose(text, "davidson", 5):
            continue
        toxic, hate = _DAVIDSON[value]
        targets = {"toxic": toxic, "hate": hate}
        yield Example(text, lang, "davidson", targets, 0.5 if value == "offensive" else 0.7)
    for lang in ("fr", "en", "ar"):
        for text, value, _ in read_rows(folder / f"mlma_{lang}.train.csv"):
            kinds = value.split("_")
            targets = {"toxic": 0.0 if value == "normal" else 1.0}
            if "hateful" in kinds or value == "normal":
                targets["hate"] = float("hateful" in kinds)
            yield Example(text, lang, f"mlma_{lang}", targets, 0.3)
    for text, value, lang in read_rows(folder / "vicomtech.train.csv"):
        if value == "1" or not choose(text, "vicomtech", 3):
            yield Example(text, lang, "vicomtech", {"hate": float(value)}, 0.5)


def _read_sentiment(folder: Path) -> Iterator[Example]:
    for name in _XLMT:
        for part in ("train", "val"):
            for text, value, lang in read_rows(folder / f"xlmt_{name}.{part}.csv"):
                targets = {mood: float(str(i) == value) for i, mood in enumerate(SENTIMENTS)}
                if value != "0":
                    targets |= {"hate": 0.0, "threat": 0.0, "self_harm": 0.0, "doxxing": 0.0}
                if value == "2":
                    targets |= {"toxic": 0.0, "harassment": 0.0}
                yield Example(text, lang, f"xlmt_{part}", targets)


def _read_intents(folder: Path) -> Iterator[Example]:
    for name, table in (("banking77", _BANKING), ("clinc", _CLINC)):
        for text, value, lang in read_rows(folder / f"{name}.train.csv"):
            wish = table.get(value, "other")
            if wish == "other" and choose(text, name, 5):
                continue
            if name == "banking77" and wish == "other":
                yield Example(text, lang, name, dict(CLEAN), 0.5)
                continue
            intents = {intent: float(intent == wish) for intent in INTENTS}
            yield Example(text, lang, name, {**CLEAN, **intents}, 0.4)


def _read_spam(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            targets = {"spam": float(row["CLASS"]), "hate": 0.0, "threat": 0.0}
            yield Example(row["CONTENT"], "en", "youtube", targets)
