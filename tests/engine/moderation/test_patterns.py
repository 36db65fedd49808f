"""Patterns: linear time, small letters, no accents, spans in the original."""

from __future__ import annotations

import pytest

from palabre.engine.moderation.patterns import PatternError, PatternFinder, prepare_pattern
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Span


def test_a_pattern_ignores_case_accents_and_invisible_characters() -> None:
    finder = PatternFinder([r"déjà\s+vu", "absent"])
    page = Page(["Oui, DÉJ\u200bA  Vu 😍"])
    assert finder.find(page) == {0: {r"déjà\s+vu"}}
    assert finder.list_spans(r"déjà\s+vu", page.read_line(0)) == {Span(5, 14)}


def test_no_patterns_find_nothing() -> None:
    assert PatternFinder([]).find(Page(["anything"])) == {}


@pytest.mark.parametrize("pattern", ["(?=a)b", r"(a)\1", "(?<!a)b", "(", "a{5000}", "a?", "^"])
def test_a_pattern_without_promise_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        prepare_pattern(pattern)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    finder = PatternFinder(["(a+)+$"])
    assert finder.find(Page(["a" * 20_000 + "b"])) == {}
