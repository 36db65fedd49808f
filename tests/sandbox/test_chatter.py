"""The invented people: who they are, what they say, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from palabre.sandbox.chatter import MANNERS, OPENING, OPENING_SECONDS, Chatter
from palabre.sandbox.people import PEOPLE
from palabre.sandbox.settings import Account
from palabre.sandbox.voices import MANNERS as SPOKEN
from palabre.sandbox.voices import VOICES, phrases
from tests.sandbox.conftest import Desk, RunningSquare
from tests.sandbox.world_of_tests import accounts, wait_until

PAGES = [msgspec.convert(account, Account) for account in accounts()]


def test_two_dozen_people_each_have_a_life() -> None:
    assert len(PEOPLE) == 24
    assert len({one.name for one in PEOPLE}) == 24
    assert Counter(one.language for one in PEOPLE) == {"fr": 12, "en": 12}
    assert all(one.life and set(one.manners) <= set(SPOKEN) for one in PEOPLE)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("topic", ["bakery", "football"])
def test_every_manner_can_be_spoken(language: str, topic: str) -> None:
    for manner in SPOKEN:
        said = phrases(language, topic, manner)
        assert len(said) == len(set(said)) >= 4
        if manner == "edit":
            assert all(text.count(" => ") == 1 for text in said)
    assert set(MANNERS) == {*SPOKEN, "delete"}


def test_there_is_enough_to_say() -> None:
    said = {
        text
        for topics in VOICES.values()
        for manners in topics.values()
        for texts in manners.values()
        for text in texts
    }
    assert len(said) >= 200


def test_the_same_seed_says_the_same() -> None:
    def say(seed: int) -> list[object]:
        chatter = Chatter(seed)
        return [chatter.next_turn(PAGES) for _ in range(50)]

    assert say(3) == say(3)
    assert say(3) != say(4)


def test_the_first_minute_shows_every_kind_on_every_page() -> None:
    chatter = Chatter(1)
    heard: Counter[tuple[str, str]] = Counter()
    waited = 0.0
    for _ in range(len(PAGES) * len(OPENING)):
        waited += chatter.pause(len(PAGES), 6.0)
        turn = chatter.next_turn(PAGES)
        assert turn is not None
        heard[turn.account.key, turn.manner] += 1
    assert waited <= OPENING_SECONDS
    assert heard == {(page.key, manner): 1 for page in PAGES for manner in OPENING}
    assert 3.0 <= chatter.pause(len(PAGES), 6.0) <= 9.0
    assert Chatter(1).next_turn([]) is None


def test_the_square_talks_by_itself(start: Callable[..., RunningSquare], desk: Desk) -> None:
    square = start(chatter=True)
    wait_until(lambda: len(desk.changes()) >= 30)
    wait_until(lambda: any("message" in one for one in desk.messages()), seconds=30)
    assert square.thread.is_alive()
