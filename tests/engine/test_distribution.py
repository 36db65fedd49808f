"""Who gets a conversation: fair in turn, even by load, and the same for the same question."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from palabre.engine.distribution import Because, Candidate, Gift, Mode, Waiting, give_out


def candidates(chance: random.Random, members: int) -> list[Candidate]:
    """Return some members in any order, with any past."""
    made = [
        Candidate(one, chance.randrange(5), chance.randrange(9)) for one in range(1, members + 1)
    ]
    chance.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(20))
def test_loads_that_begin_equal_differ_by_one_at_most_at_every_step(seed: int) -> None:
    chance = random.Random(seed)
    team = [Candidate(one, 3, chance.randrange(9)) for one in range(1, chance.randrange(2, 7))]
    latest = 9
    for step in range(40):
        batch = [Waiting(100 * step + one) for one in range(chance.randrange(4))]
        latest += len(give_out(batch, team, Mode.LEAST_LOADED, latest=latest))
        loads = [one.load for one in team]
        assert max(loads) - min(loads) <= 1


@pytest.mark.parametrize("seed", range(20))
def test_in_turn_nobody_gets_a_second_before_everybody_got_one(seed: int) -> None:
    chance = random.Random(seed)
    team = candidates(chance, chance.randrange(1, 6))
    gifts = give_out([Waiting(one) for one in range(60)], team, Mode.ROUND_ROBIN, latest=9)
    for start in range(0, 60, len(team)):
        part = [gift.member for gift in gifts[start : start + len(team)]]
        assert max(Counter(part).values()) == 1
    assert [gift.number for gift in gifts] == list(range(10, 70))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", [Mode.ROUND_ROBIN, Mode.LEAST_LOADED])
def test_neither_the_order_of_members_nor_the_size_of_batches_changes_who_gets_what(
    seed: int, mode: Mode
) -> None:
    waiting = [Waiting(one, random.Random(one).choice(["", "fr", "ar"])) for one in range(30)]

    def given(order: int, size: int) -> list[Gift]:
        team = candidates(random.Random(seed), 4)
        for one in team:
            one.languages = frozenset(["ar"] if one.member < 3 else ["fr"])
        random.Random(order).shuffle(team)
        gifts: list[Gift] = []
        for start in range(0, 30, size):
            batch = waiting[start : start + size]
            gifts += give_out(batch, team, mode, latest=9 + len(gifts))
        return gifts

    assert given(1, 30) == given(2, 7) == given(3, 1)
    speakers = {gift.member for gift in given(1, 30) if waiting[gift.thread].language == "ar"}
    assert speakers <= {1, 2}


def test_who_answered_before_comes_first_and_only_while_they_are_there() -> None:
    team = [Candidate(1, load=9, last=9), Candidate(2)]
    known = [Waiting(5, answered_by=1), Waiting(6, answered_by=3)]
    first, second = give_out(known, team, Mode.LEAST_LOADED)
    assert (first.member, first.because) == (1, Because.ANSWERED_BEFORE)
    assert (second.member, second.because) == (2, Because.LEAST_LOADED)


def test_a_language_that_nobody_answers_in_shuts_nobody_out() -> None:
    (gift,) = give_out([Waiting(5, "ja")], [Candidate(1)], Mode.ROUND_ROBIN)
    assert gift.member == 1


def test_without_anybody_or_switched_off_nothing_is_given() -> None:
    assert give_out([Waiting(5)], [], Mode.ROUND_ROBIN) == []
    assert give_out([Waiting(5)], [Candidate(1)], Mode.OFF) == []
