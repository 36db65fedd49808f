"""Own intents are learned from few examples, in both languages, and know their limits."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.examples import NONE, Examples
from palabre.engine.learning.files import NotAModelError, read_model, write_model
from palabre.engine.learning.intents import Lesson, learn_intents, list_everyday, list_lessons
from palabre.engine.learning.minimise import Numbers
from palabre.engine.learning.own_intents import OwnIntents
from tests.engine.learning.samples import EXAMPLES

ASKED = (
    ("Bonjour, je voudrais commander un gros gâteau pour dimanche", "order_cake"),
    ("could I order a cake for my birthday please", "order_cake"),
    ("Y a-t-il des noix dans vos gâteaux sans gluten ?", "allergens"),
    ("is there milk in this bread, I am allergic", "allergens"),
    ("vos prochains ateliers pour apprendre le pain ?", "lesson"),
    ("are there baking workshops for beginners", "lesson"),
    ("Le maire a encore parlé pendant deux heures", NONE),
    ("the goalkeeper was asleep all night", NONE),
    ("", NONE),
    ("🙂", NONE),
)
LESSONS = list_lessons(Examples(EXAMPLES, ()))


@pytest.fixture(scope="module")
def model() -> OwnIntents:
    return learn_intents(LESSONS)


def draw_vectors(lessons: list[Lesson]) -> Numbers:
    """Return vectors that lie close together, those of an intent a little closer."""
    chance = np.random.default_rng(3)
    names = sorted({one.intent for one in lessons})
    ways = {name: chance.normal(size=32) for name in names}
    rows = [5 + ways[one.intent] / 4 + chance.normal(size=32) / 8 for one in lessons]
    return np.array(rows, dtype=np.float32)


def test_texts_that_were_never_seen_get_their_intent_or_none(model: OwnIntents) -> None:
    read = model.read([text for text, _ in ASKED])
    assert [one.name for one in read] == [intent for _, intent in ASKED]
    for one in read:
        assert one.score == one.scores[one.name]
        assert all(0 <= score <= 1 for score in one.scores.values())
        assert NONE in one.scores


def test_the_report_counts_every_example_once(model: OwnIntents) -> None:
    report = model.report["fast"]
    assert report["in_scope"]["of"] == 36
    assert report["in_scope"]["share"] >= 0.75
    assert {one["name"]: one["of"] for one in report["intents"]} == dict.fromkeys(
        ("allergens", "lesson", "order_cake"), 12
    )
    wrong = sum(one["count"] for one in report["confusions"])
    outside = report["let_through"]
    assert outside["measured_on"] == "everyday"
    assert outside["of"] == 6 + len(list_everyday())
    assert wrong >= report["in_scope"]["of"] - report["in_scope"]["right"]
    low, high = report["in_scope"]["interval"]
    assert low < report["in_scope"]["share"] < high


def test_ones_own_examples_of_none_are_what_is_counted_when_there_are_enough() -> None:
    more = [Lesson(f"Le numéro {n} est passé à l'orange", NONE, True) for n in range(12)]
    told = learn_intents([*LESSONS, *more]).report["fast"]["let_through"]
    assert (told["measured_on"], told["of"]) == ("examples", 18)


def test_the_same_examples_give_the_same_model(model: OwnIntents) -> None:
    assert write_model(learn_intents(LESSONS)) == write_model(model)
    changed = [replace(LESSONS[0], text="Je voudrais un gâteau"), *LESSONS[1:]]
    assert learn_intents(changed).version != model.version


def test_a_model_reads_the_same_after_it_was_written(model: OwnIntents) -> None:
    again = read_model(write_model(model))
    texts = [text for text, _ in ASKED]
    for before, after in zip(model.read(texts), again.read(texts), strict=True):
        assert after.name == before.name
        assert after.score == pytest.approx(before.score, abs=0.05)
    assert again.report == model.report
    assert (again.names, again.version, again.deep) == (model.names, model.version, "")


def test_vectors_of_a_deep_model_are_learned_from_beside_the_words() -> None:
    vectors = draw_vectors(LESSONS)
    learned = read_model(write_model(learn_intents(LESSONS, vectors, deep="7")))
    assert learned.deep == "7"
    assert (
        learned.report["full"]["in_scope"]["share"] >= learned.report["fast"]["in_scope"]["share"]
    )
    cakes = [place for place, one in enumerate(LESSONS) if one.intent == "order_cake"]
    blind = ["quelque chose"] * len(cakes)
    assert {one.name for one in learned.read(blind, vectors[cakes])} == {"order_cake"}
    assert [one.name for one in learned.read([text for text, _ in ASKED])][:2] == ["order_cake"] * 2


def test_one_intent_alone_is_told_from_everything_else() -> None:
    only = [one for one in LESSONS if one.intent in ("order_cake", NONE)]
    read = learn_intents(only).read(["I want to order a cake", "my bike is blue"])
    assert [one.name for one in read] == ["order_cake", NONE]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_read_and_alone_as_among_others(model: OwnIntents, texts: list[str]) -> None:
    together = model.read(texts)
    assert [one.name for one in together] == [model.read([text])[0].name for text in texts]
    assert [one.score for one in together] == pytest.approx(
        [model.read([text])[0].score for text in texts], abs=2e-4
    )


def test_what_is_not_a_model_is_refused(model: OwnIntents) -> None:
    content = write_model(model)
    other = io.BytesIO()
    np.savez(other, about=np.frombuffer(b'{"format": "palabre-intents/9"}', dtype=np.uint8))
    for wrong in (b"", b"text", content[:500], content[: len(content) // 2], other.getvalue()):
        with pytest.raises(NotAModelError):
            read_model(wrong)
