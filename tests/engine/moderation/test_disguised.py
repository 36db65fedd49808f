"""Rude words in disguise raise labels; words in plain sight are left to the models."""

from __future__ import annotations

import pytest

from palabre.engine.moderation.disguised import raise_labels
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Signals

LOW = Signals(labels={"toxic": 0.1, "hate": 0.1, "harassment": 0.1, "spam": 0.3})


@pytest.mark.parametrize(
    "text", ["espèce de c0nn4rd", "c o n n a r d", "con-nard", "a$$h0le", "m🔥o🔥f🔥o", "𝓬𝓸𝓷𝓷𝓪𝓻𝓭"]
)
def test_a_hidden_insult_raises_what_it_stands_for(text: str) -> None:
    labels = raise_labels([LOW], Page([text]))[0].labels
    assert (labels["toxic"], labels["hate"], labels["spam"]) == (0.9, 0.1, 0.3)


def test_a_hidden_slur_raises_hate() -> None:
    assert raise_labels([LOW], Page(["sale b0ugn0ule"]))[0].labels["hate"] == 0.7


@pytest.mark.parametrize(
    "text", ["connard", "CONNARDS, bâtard", "peut-être", "Scunthorpe, 14h05", "connard c0nnard"]
)
def test_what_stands_in_plain_sight_is_left_to_the_models(text: str) -> None:
    assert raise_labels([LOW], Page([text]))[0] == LOW


def test_without_models_there_are_no_labels_to_raise() -> None:
    assert raise_labels([Signals()], Page(["c0nnard"])) == [Signals()]
