"""Terms are found whole, all at once, and told where they stand."""

from __future__ import annotations

import pytest

from palabre.engine.moderation.terms import TermFinder, TermList, fold_term
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Span

FINDER = TermFinder(
    [
        TermList("rude", ("ass", "crétin*", "fils de pute"), ("kick ass",)),
        TermList("french", ("con", "fils")),
    ]
)


def find(text: str) -> dict[str, list[str]]:
    """Return what is found of each list, as it is written in the text."""
    found = FINDER.find(Page([text])).get(0, {})
    return {
        name: sorted(text[span.start : span.end] for span in spans) for name, spans in found.items()
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What an ASS!", {"rude": ["ASS"]}),
        ("kick ass", {}),
        ("class assassin", {}),
        ("crétinerie", {"rude": ["crétin"]}),
        ("fils-de pute", {"rude": ["fils-de pute"], "french": ["fils"]}),
        ("le concert", {}),
        ("@con, con", {"french": ["con"]}),
        ("assss", {"rude": ["assss"]}),
        ("as", {}),
        ("a*s", {"rude": ["a*s"]}),
    ],
)
def test_terms_are_found_whole(text: str, found: dict[str, list[str]]) -> None:
    assert find(text) == found


def test_a_term_is_folded_as_texts_are() -> None:
    assert fold_term(" Fils-de  PÛTE*") == "fils de pute"


def test_no_lists_find_nothing() -> None:
    assert TermFinder([]).find(Page(["anything"])) == {}


def test_texts_of_a_page_are_told_apart() -> None:
    texts = [
        "crét*n", "un crét*n", "fils", "de pute", "fils de puuute", "fils dé puuuut", "puuuuute",
        "fiiils de", "puuute", "kick", "ass", "", "a*s", "c r é t i n", "cré-tin",
        "œuf ☕️ crétin", "kick\nass",
    ]  # fmt: skip
    page = FINDER.find(Page(texts))
    alone = [FINDER.find(Page([text])).get(0) for text in texts]
    assert [page.get(line) for line in range(len(texts))] == alone
    assert alone[:5] == [
        {"rude": {Span(0, 6)}},
        {"rude": {Span(3, 9)}},
        {"french": {Span(0, 4)}},
        None,
        {"rude": {Span(0, 14)}, "french": {Span(0, 4)}},
    ]
