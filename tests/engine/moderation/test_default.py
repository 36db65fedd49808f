"""The charter that comes with Palabre."""

from __future__ import annotations

import csv

import pytest

from palabre.engine.moderation import check_charter, decide, load_default_charter
from palabre.engine.moderation.default import list_charters, load_shipped_charter
from palabre.engine.vocabulary import Author, Message, Verdict
from tests.engine.corpora import CORPORA

HIDDEN = {Verdict.HOLD, Verdict.HIDE, Verdict.DELETE}


@pytest.mark.parametrize("name", list_charters())
def test_the_tests_of_every_shipped_charter_pass(name: str) -> None:
    assert [str(failure) for failure in check_charter(load_shipped_charter(name))] == []


@pytest.mark.parametrize("name", list_charters())
def test_every_rule_has_tests_both_ways_and_a_reason_in_both_languages(name: str) -> None:
    for rule in load_shipped_charter(name).rules:
        assert {example.must_fire for example in rule.examples} == {True, False}, rule.name
        assert {"fr", "en"} <= set(rule.texts), rule.name
        assert rule.policy, rule.name


def test_there_is_a_charter_for_a_brand_and_one_for_a_live_event() -> None:
    assert list_charters() == ("brand", "live")


@pytest.mark.parametrize(
    "text",
    [
        "Putain, quel match de dingue !",
        "C'est de la merde ce nouveau packaging, déçue",
        "C'est con, il n'y a plus ma taille",
        "Ma commande a du retard depuis une semaine, c'est honteux",
        "Holy shit, I fucking love this",
        "Pros and cons of the new model?",
        "Chili con carne et salade d'avocat au menu",
        "Le concert de la députée, quelle culture !",
        "This made me laugh so hard, you killed me",
        "Je suis mort de rire",
    ],
)
def test_swearing_at_nobody_stays(text: str) -> None:
    message = Message(id="1", text=text, author=Author("a"))
    assert decide(message, load_default_charter()).verdict is Verdict.ALLOW


def _count(name: str) -> tuple[int, int, int]:
    """Return how many texts of a corpus there are, are hidden, and are hidden rightly."""
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"the corpora folder does not hold {name}; name it by PALABRE_CORPORA")
    charter = load_default_charter()
    read = hidden = rightly = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            read += 1
            message = Message(id="1", text=row["text"], author=Author("a"))
            if decide(message, charter).verdict in HIDDEN:
                hidden += 1
                rightly += row["label"] == "1"
    return read, hidden, rightly


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("toxicity/toxifr_agree.train.csv", 0.85),
        ("toxicity/jigsaw_fr_tr.train.csv", 0.97),
        ("toxicity/surge.train.csv", 0.95),
        ("toxicity/tweeteval_offensive.val.csv", 0.75),
    ],
)
def test_what_is_hidden_in_a_toxicity_corpus_is_toxic(name: str, precision: float) -> None:
    _, hidden, rightly = _count(name)
    assert rightly / hidden >= precision


@pytest.mark.parametrize(
    "name", ["sentiment/xlmt_french.val.csv", "sentiment/xlmt_english.val.csv"]
)
def test_ordinary_messages_stay(name: str) -> None:
    read, hidden, _ = _count(name)
    assert hidden / read <= 0.01
