"""Words hidden behind stars."""

from __future__ import annotations

import pytest

from palabre.engine.moderation.masked import MaskedWords

MASKED = MaskedWords(["pute", "connard", "fils de pute", "con"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p*te", ["pute"]),
        ("c**n*rd !", ["connard"]),
        ("c*n", ["con"]),
        ("p*re", []),
        ("*pute*", []),
        ("p***", []),
        ("2*3=6", []),
        ("a*" * 5_000, []),
    ],
)
def test_stars_stand_for_one_letter_each(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in MASKED.find(text)] == words
