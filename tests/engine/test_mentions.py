"""Names after an @ in a note: found as people write them, and never more than that."""

from __future__ import annotations

import pytest

from palabre.engine.mentions import find_mentions

NAMES = {
    1: "Noé Brun",
    2: "Noé Blanc",
    3: "Camille",
    4: "<script>alert(1)</script>",
    5: "a.*(b",
    6: "@ @",
    7: "عمر",
    8: " ",
    9: "Zoé Petit",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Noé Brun, tu vois ?", [("@Noé Brun", [1])]),
        ("voir @noe BLANC et @zoé", [("@noe BLANC", [2]), ("@zoé", [9])]),
        ("@Noe\u0301 Brun", [("@Noe\u0301 Brun", [1])]),
        ("@Zoé\u00a0Petit.", [("@Zoé\u00a0Petit", [9])]),
        ("(@camille)@CAMILLE", [("@camille", [3]), ("@CAMILLE", [3])]),
        ("@<script>alert(1)</script>!", [("@<script>alert(1)</script>", [4])]),
        ("@a.*(b @axx(b", [("@a.*(b", [5])]),
        ("@@ @ @ @", [("@@ @", [6])]),
        ("اسأل @عمر", [("@عمر", [7])]),
        ("@Noé", []),
        ("camille@camille.fr, @camilles, @", []),
        ("", []),
    ],
)
def test_a_mention_is_a_whole_name_after_a_sign(
    text: str, found: list[tuple[str, list[int]]]
) -> None:
    mentions = find_mentions(text, NAMES)
    assert [(text[one.start : one.end], one.members) for one in mentions] == found


def test_two_of_the_same_name_are_both_spoken_to() -> None:
    (mention,) = find_mentions("@Ana Li", {1: "Ana Li", 2: "ana li"})
    assert mention.members == [1, 2]


def test_a_long_text_of_signs_is_read_at_once() -> None:
    assert find_mentions("@" * 5_000, NAMES) == []
