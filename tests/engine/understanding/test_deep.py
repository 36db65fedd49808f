"""The deep model: it reads sentences, each by itself, beside the fast one."""

from __future__ import annotations

import numpy as np
import pytest

from palabre.engine.understanding import Understanding, Understood

TEXTS = (
    "Bonjour, où est mon colis ?",
    "Les musulmans sont des parasites",
    "I love this",
    "",
    "😍😍",
    "متى يفتح المتجر؟",
    "a" * 5_000,
)


@pytest.fixture(scope="module")
def full() -> Understanding:
    return Understanding.load("full")


def read(understanding: Understanding, *texts: str) -> list[Understood]:
    return understanding.read(texts, [None] * len(texts))


def test_both_models_speak_together(full: Understanding) -> None:
    assert set(full.versions) == {"deep", "fast"}
    together, fast = read(full, *TEXTS), read(Understanding.load("fast"), *TEXTS)
    assert [one.labels for one in together] != [one.labels for one in fast]
    assert together[1].labels["hate"] >= 0.5
    assert max(together[0].labels.values()) < 0.5
    assert together[2].mood == "positive"


def test_a_text_has_the_same_scores_whatever_stands_beside_it(full: Understanding) -> None:
    beside = read(full, *TEXTS)
    assert [one.labels for one in beside] == [read(full, text)[0].labels for text in TEXTS]


def test_a_sentence_that_denies_hate_is_told_from_one_that_spreads_it(full: Understanding) -> None:
    spreads, denies = read(
        full, "Les femmes sont inférieures.", "Dire que les femmes sont inférieures est une honte."
    )
    assert spreads.labels["hate"] > denies.labels["hate"]


def test_the_vector_of_a_sentence_is_near_that_of_its_translation(full: Understanding) -> None:
    question, translated, other = (
        one.vector
        for one in read(
            full, "Êtes-vous ouverts le dimanche ?", "Are you open on Sunday?", "My parcel is lost"
        )
    )
    assert question is not None
    assert translated is not None
    assert other is not None
    assert np.dot(question, translated) > np.dot(question, other)


def test_only_the_deep_reading_gives_a_vector() -> None:
    assert read(Understanding.load("fast"), "Bonjour")[0].vector is None
