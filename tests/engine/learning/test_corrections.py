"""A workspace's corrections are learned from when they prove something, and only then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.applying import apply_corrections
from palabre.engine.learning.comparison import Compared, compare
from palabre.engine.learning.corrections import (
    INTENT,
    LEAST,
    NO,
    SENTIMENT,
    YES,
    Said,
    Taught,
    learn_corrections,
)
from palabre.engine.learning.taught_files import read_taught, write_taught
from palabre.engine.moderation.batch import read_signals
from palabre.engine.understanding import Understanding
from palabre.engine.vocabulary import Signals

PLACES = ("Nantes", "Lyon", "Lille", "Brest", "Paris", "Metz", "Tours", "Dijon")
THINGS = ("burger", "kebab", "taco", "wrap", "sandwich")


def say(text: str, general: float, answer: str, language: str = "fr") -> Said:
    return Said(text, language, "toxic", answer, {NO: 1 - general, YES: general})


def talk_of_killers() -> list[Said]:
    """A restaurant whose burger is called the Killer: the general model hears a threat."""
    wrong = [
        say(f"Le {thing} Killer de {place} est énorme", 0.7, NO)
        for place in PLACES
        for thing in THINGS
    ]
    right = [
        say(f"Le gérant de {place} est un abruti fini, ton {thing} aussi", 0.9, YES)
        for place in PLACES
        for thing in THINGS
    ]
    return wrong + right


def toxic_of(taught: Taught, text: str, general: float) -> float:
    signals = Signals(labels={"toxic": general}, sentiment={}, intent={})
    return apply_corrections(taught, [text], [signals], None)[0].labels["toxic"]


def test_what_people_correct_again_and_again_is_learned() -> None:
    taught = learn_corrections(talk_of_killers())
    told = taught.report["fast"]["toxic"]
    assert told["promoted"]
    assert told["better"] > 30
    assert told["worse"] == 0
    assert toxic_of(taught, "On veut un Killer à Rennes !", 0.7) < 0.5
    assert toxic_of(taught, "Le gérant de Rennes est un abruti", 0.9) > 0.5
    assert toxic_of(taught, "Bonjour à tous", 0.01) < 0.1
    figure = told["figures"][0]
    assert (figure["language"], figure["answer"]) == ("", YES)
    assert figure["after"]["precision"]["share"] > figure["before"]["precision"]["share"]
    low, high = figure["before"]["precision"]["interval"]
    assert low < 0.5 < high


def test_too_few_answers_teach_nothing() -> None:
    taught = learn_corrections(talk_of_killers()[: LEAST - 1])
    assert not taught.is_better
    assert taught.report["answers"] == {"toxic": LEAST - 1}
    assert taught.report["fast"] == {}


def test_answers_without_a_pattern_are_not_promoted() -> None:
    chance = np.random.default_rng(5)
    said = [replace(one, answer=NO if chance.random() < 0.5 else YES) for one in talk_of_killers()]
    taught = learn_corrections(said)
    assert not taught.is_better
    assert taught.report["fast"]["toxic"]["reason"] in ("not_better", "may_be_chance")
    assert toxic_of(taught, "On veut un Killer à Rennes !", 0.7) == 0.7


@settings(deadline=None, max_examples=20)
@given(st.integers(0, len(PLACES) * len(THINGS) - 1), st.booleans())
def test_one_more_answer_changes_little_elsewhere(place: int, is_yes: bool) -> None:
    said = talk_of_killers()
    before = learn_corrections(said)
    after = learn_corrections([*said, say("La serveuse chante faux", 0.3, YES if is_yes else NO)])
    for text, general in (("Le Killer de Rennes", 0.7), (said[place].text, 0.7), ("Salut", 0.2)):
        gap = toxic_of(before, text, general) - toxic_of(after, text, general)
        assert abs(gap) < 0.05


def compared(before: list[int], after: list[int], is_said: int) -> Compared:
    return Compared(
        (NO, YES),
        ("fr",) * len(before),
        np.zeros(len(before), dtype=np.int64),
        np.arange(len(before)) < is_said,
        np.array(before),
        np.array(after),
    )


def test_a_model_must_be_surer_the_more_are_compared_at_once() -> None:
    six_better = compared([1] * 6 + [0] * 10, [0] * 16, 16)
    assert compare(six_better, tests=1, most_changed=0.1).is_better
    refused = compare(six_better, tests=11, most_changed=0.1)
    assert (refused.is_better, refused.reason) == (False, "may_be_chance")
    worse = compare(compared([0] * 9, [1] * 9, 9), tests=1, most_changed=0.1)
    assert worse.reason == "not_better"


def test_a_model_that_would_change_what_nobody_corrected_is_refused() -> None:
    much = compared([1] * 10 + [1] * 20, [0] * 10 + [0] * 3 + [1] * 17, 10)
    refused = compare(much, tests=1, most_changed=0.1)
    assert (refused.reason, refused.changed.right) == ("changes_much", 3)
    assert compare(much, tests=1, most_changed=0.2).is_better


def test_moods_and_intents_are_learned_too_and_read_the_same_from_a_file() -> None:
    texts = [f"Encore une tuerie ce {thing} à {place}" for place in PLACES for thing in THINGS]
    moods = {"negative": 0.6, "neutral": 0.3, "positive": 0.1}
    said = [Said(text, "fr", SENTIMENT, "positive", moods) for text in texts]
    fast = Understanding.load("fast").read(["bonjour"], [None])[0]
    wishes = dict(fast.intent)
    said += [Said(text, "fr", INTENT, "praise", wishes) for text in texts]
    taught = read_taught(write_taught(learn_corrections(said)))
    signals = replace(read_signals(fast), sentiment=moods, intent=wishes)
    [changed] = apply_corrections(taught, ["Une tuerie, ce burger"], [signals], None)
    assert max(changed.sentiment, key=changed.sentiment.__getitem__) == "positive"
    assert max(changed.intent, key=changed.intent.__getitem__) == "praise"
    assert changed.labels == signals.labels
    assert sum(changed.intent.values()) == pytest.approx(1, abs=0.002)
    assert apply_corrections(taught, ["", "x"], [Signals(), signals], None)[0] == Signals()


def test_vectors_teach_what_words_do_not() -> None:
    chance = np.random.default_rng(1)
    texts = [f"{chance.integers(10**9)} {chance.integers(10**9)}" for _ in range(80)]
    sides = np.arange(80) % 2
    vectors = {
        text: (5 + np.eye(16)[side] + chance.normal(size=16) / 10).astype(np.float32)
        for text, side in zip(texts, sides, strict=True)
    }
    said = [say(text, 0.6, YES if side else NO) for text, side in zip(texts, sides, strict=True)]
    taught = learn_corrections(said, vectors)
    assert taught.report["full"]["toxic"]["promoted"]
    assert "toxic" not in taught.shifts["fast"]
    assert taught.report["full"]["toxic"]["right"]["after"]["share"] > 0.9
