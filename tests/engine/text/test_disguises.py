"""Words in disguise are found, and a disguise does not make an insult of an ordinary word."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from palabre.engine.moderation import load_default_charter
from palabre.engine.moderation.terms import TermFinder, fold_term
from palabre.engine.text.page import Page
from tests.engine.corpora import CORPORA
from tests.engine.text.disguises import STYLES, disguise

NAMES = {"slurs", "strong-insults"}
LISTS = [terms for terms in load_default_charter().lists if terms.name in NAMES]
FINDER = TermFinder(LISTS)
WORDS = sorted(
    folded
    for folded in {fold_term(term) for terms in LISTS for term in terms.terms}
    if len(folded) >= 4 and folded.isalpha() and folded.isascii()
)
AROUND = ("{}", "espèce de {} !", "oh le {}, sérieux", "you {} go home", "Quel {} :", "bravo {}.")
INNOCENT = """
    bonjour merci livraison commande magnifique concert culture assistant passage reponse class
    assassin scunthorpe depute refuser computer cocktail therapist analyse document titre
    bitcoin shiitake mishap expert canard conseil salade repute dispute pupitre luminaire hello
    beautiful winner delivery question product finger trigger snigger bigger raccoon cocoon
"""


@pytest.mark.parametrize("style", [*STYLES, "mixed"])
def test_words_in_disguise_are_found(style: str) -> None:
    chance = random.Random(11)
    texts = [chance.choice(AROUND).format(disguise(word, style, chance)) for word in WORDS * 2]
    missed = [text for text in texts if not FINDER.find(Page([text]))]
    assert len(missed) <= len(texts) * 0.05, missed[:20]


@pytest.mark.parametrize("style", sorted({*STYLES, "mixed"} - {"masked", "broken"}))
def test_an_ordinary_word_in_disguise_stays_one(style: str) -> None:
    chance = random.Random(12)
    texts = [f"le {disguise(word, style, chance)} ici" for word in INNOCENT.split() * 5]
    assert [text for text in texts if FINDER.find(Page([text]))] == []


@pytest.mark.parametrize(
    "text",
    [
        "p_te",
        "f#ck off, f*ck you",
        "n!gg3r",
        "🅱itch, tu n’es qu’un 🅲onnard",
        "espèce de соnnаrd",
        "f1l$ de pu7e",
        "c🔥o🔥n🔥n🔥a🔥r🔥d",
        "con-nard",
        "c o-n.n a r d",
    ],
)
def test_a_word_is_found_through(text: str) -> None:
    assert TermFinder(load_default_charter().lists).find(Page([text]))


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe, Penistone et Lightwater",
        "le concert de la députée, quelle culture, un assassin",
        "5kg, 1er, B52, COVID-19, mp3, 4x4, H2O",
        "peut-être est-ce là, c'est-à-dire après-demain",
        "https://exemple.fr/con-nard et moi@pu-te.fr",
        "ребята, привет! Σήμερα, سلام, नमस्ते, 你好世界",
        "n°1 : 20€ !!! 10/10 :-) <3 xD ^^",
        "Nigeeeer, conssss, passs",
    ],
)
def test_what_only_looks_odd_stays(text: str) -> None:
    assert FINDER.find(Page([text])) == {}


def _clean_texts() -> list[str]:
    paths = [CORPORA / "intent" / name for name in ("clinc.train.csv", "banking77.train.csv")]
    if not all(map(Path.exists, paths)):
        pytest.skip("the corpora folder is not there; name it by PALABRE_CORPORA")
    texts = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            texts += [row["text"] for row in csv.DictReader(lines)]
    return texts


def test_clean_messages_are_hardly_ever_read_as_disguised() -> None:
    texts = _clean_texts()
    found = [text for text in texts if FINDER.find(Page([text]))]
    assert len(found) * 10_000 <= len(texts), found
