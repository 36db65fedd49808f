"""How a text is cut, and how words become numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.understanding.words import (
    cut,
    hash_pieces,
    hash_words,
    list_words,
    prepare,
    undisguise,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("T'es là ?!", ["T'", "es", "là", "?!"]),
        ("c0nn4rd, a$$hole, f*ck", ["c0nn4rd", ",", "a$$hole", ",", "f*ck"]),
        ("@moi https://a.fr/b 12h30", ["@moi", "https://a.fr/b", "12h30"]),
        ("日本", ["日", "本"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert list_words(text) == words


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("C0NN4RD", "conard"),
        ("Élève", "eleve"),
        ("!!!!", "!!"),
        ("@moi", "\x02user"),
        ("assss", "ass"),
    ],
)
def test_a_word_is_read_without_its_disguise(word: str, plain: str) -> None:
    assert undisguise(word) == plain


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_a_words_numbers_do_not_depend_on_its_neighbours(words: list[str]) -> None:
    hashes, begins = hash_pieces(words)
    ends = [*begins[1:].tolist(), len(hashes)]
    for place, word in enumerate(words):
        alone, _ = hash_pieces([word])
        assert hashes[begins[place] : ends[place]].tolist() == alone.tolist()
    assert hash_words(words).tolist() == [hash_words([word])[0] for word in words]


@given(st.text(max_size=80))
def test_any_text_is_cut_and_undisguised(text: str) -> None:
    for match in cut(prepare(text)[0]):
        assert undisguise(match[0])
