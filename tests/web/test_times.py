"""Times are said as people say them, in their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from palabre.web import times
from palabre.web.templatetags import desk

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 3, 13, 5, tzinfo=UTC)


def test_french_says_14_h_05_with_narrow_spaces() -> None:
    with translation.override("fr"):
        assert times.say_clock(NOW, PARIS) == "14\u202fh\u202f05"
        assert times.say_exactly(NOW, PARIS) == "3 mars 2026 à 14\u202fh\u202f05"


def test_english_says_14_05() -> None:
    with translation.override("en"):
        assert times.say_clock(NOW, PARIS) == "14:05"
        assert times.say_exactly(NOW, PARIS) == "3 March 2026 at 14:05"


def test_another_day_is_named() -> None:
    with translation.override("en"):
        assert times.say_moment(NOW - timedelta(days=1), NOW, PARIS) == "2 Mar, 14:05"
        assert times.say_moment(NOW, NOW, PARIS) == "14:05"
        assert times.say_moment(NOW - timedelta(days=62), NOW, PARIS) == "31 December 2025, 14:05"
        assert times.say_age(NOW - timedelta(days=62), NOW, PARIS) == "31 December 2025"
        assert times.say_age(NOW - timedelta(days=9), NOW, PARIS) == "22 Feb"


@pytest.mark.parametrize(("language", "said"), [("fr", "12\xa0345"), ("en", "12,345")])
def test_a_count_is_written_as_the_language_does(language: str, said: str) -> None:
    with translation.override(language):
        assert desk.number(12_345) == said
        assert desk.number(7) == "7"


@pytest.mark.parametrize(
    ("ago", "french"),
    [
        (timedelta(seconds=-5), "à l’instant"),
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=2), "2 j"),
    ],
)
def test_an_age_is_a_word_or_two(ago: timedelta, french: str) -> None:
    with translation.override("fr"):
        assert times.say_age(NOW - ago, NOW, PARIS) == french
