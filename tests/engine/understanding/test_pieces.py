"""Texts are cut into the pieces of a vocabulary, the likeliest way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from palabre.engine.understanding.pieces import SPACE, Cutter

PIECES = [
    "<s>",
    "</s>",
    "<unk>",
    SPACE,
    SPACE + "pain",
    "s",
    "p",
    "a",
    "i",
    "n",
    SPACE + "pa",
    "in",
]
CHANCES = [0.0, 0.0, 0.0, -3.0, -4.0, -2.0, -6.0, -6.0, -6.0, -6.0, -5.0, -5.0]


def cut(text: str, most: int = 20) -> list[str]:
    return [PIECES[number] for number in Cutter(PIECES, CHANCES).cut(text, most)]


def test_the_likeliest_pieces_win() -> None:
    assert cut("pains") == ["<s>", SPACE + "pain", "s", "</s>"]


def test_what_no_piece_holds_is_unknown_and_the_rest_is_read() -> None:
    assert cut("painé") == ["<s>", SPACE + "pain", "<unk>", "</s>"]


def test_wide_letters_are_read_as_plain_ones() -> None:
    assert cut("ｐａｉｎ") == cut("pain")


def test_a_long_text_is_cut_short_and_still_ends() -> None:
    assert cut("pain " * 50, most=6) == ["<s>", *[SPACE + "pain"] * 4, "</s>"]


@given(some.text())
def test_any_text_has_a_beginning_and_an_end(text: str) -> None:
    numbers = Cutter(PIECES, CHANCES).cut(text, 12)
    assert numbers[0] == Cutter.BEGIN
    assert numbers[-1] == Cutter.END
    assert len(numbers) <= 12
