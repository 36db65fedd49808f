"""Who may be written to, and when: each rule at its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from palabre.connectors.catalogue import list_words
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.words import Said
from palabre.connectors.writing import Situation, WritingRule, may_write
from palabre.engine.vocabulary import Verb

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WHY = Said("No.", "Non.")
DAY = timedelta(days=1)
RULE = WritingRule(Verb.MESSAGE, WHY, window=DAY, longer=7 * DAY, most=10)
ONCE = WritingRule(Verb.PRIVATE_REPLY, WHY, window=7 * DAY, from_message=True, once=True)


@pytest.mark.parametrize(
    ("ago", "by_person", "may", "is_late"),
    [
        (DAY, False, True, False),
        (DAY + timedelta(seconds=1), False, False, False),
        (DAY + timedelta(seconds=1), True, True, True),
        (7 * DAY, True, True, True),
        (7 * DAY + timedelta(seconds=1), True, False, False),
    ],
)
def test_a_window_is_open_to_its_last_second_and_longer_for_a_person(
    ago: timedelta, by_person: bool, may: bool, is_late: bool
) -> None:
    now = Situation(NOW, NOW - ago, NOW - ago, by_person=by_person)
    permission = may_write(Verb.MESSAGE, [RULE], now)
    assert (permission.may, permission.is_late) == (may, is_late)
    assert permission.may or permission.why is WHY


def test_who_never_wrote_is_not_written_to_first() -> None:
    assert not may_write(Verb.MESSAGE, [RULE], Situation(NOW, NOW)).may


def test_so_many_messages_go_out_in_a_window_and_no_more() -> None:
    assert may_write(Verb.MESSAGE, [RULE], Situation(NOW, NOW, NOW, ours_since=9)).may
    assert not may_write(Verb.MESSAGE, [RULE], Situation(NOW, NOW, NOW, ours_since=10)).may


def test_a_comment_gets_one_private_reply_within_its_days() -> None:
    assert may_write(Verb.PRIVATE_REPLY, [ONCE], Situation(NOW, NOW - 7 * DAY)).may
    assert not may_write(Verb.PRIVATE_REPLY, [ONCE], Situation(NOW, NOW - 8 * DAY)).may
    assert not may_write(Verb.PRIVATE_REPLY, [ONCE], Situation(NOW, NOW, answered=True)).may


def test_a_verb_without_a_rule_is_free() -> None:
    assert may_write(Verb.REPLY, [RULE, ONCE], Situation(NOW, NOW - 99 * DAY)).may


@pytest.mark.parametrize("network", sorted(CONNECTORS))
def test_every_sentence_of_a_network_is_in_both_languages(network: str) -> None:
    for said in list_words(CONNECTORS[network]):
        assert said.en
        assert said.fr
        if len(said.en.split()) > 2:
            assert said.en != said.fr
