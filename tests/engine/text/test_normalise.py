"""Readings: disguises come off, ordinary writing stays, and spans lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.text.normalise import fold, read_plainly
from palabre.engine.text.page import list_readings


@pytest.mark.parametrize(
    "disguised",
    [
        "CONNARD",
        "cônnàrd",
        "ｃｏｎｎａｒｄ",
        "c\u200bo\u200dn\u2060n\ufeffa\u00adrd",
        "\u202econnard\u202c",
        "сonnаrd",
        "c0nn4rd",
        "c o n n a r d",
        "c.o.n.n.a.r.d",
        "c-0-n-n-4-r-d",
        "𝐜𝐨𝐧𝐧𝐚𝐫𝐝",
        "ᴄᴏɴɴᴀʀᴅ",
        "c̶o̶n̶n̶a̶r̶d̶",
        "connnnnard",
    ],
)
def test_a_disguise_comes_off(disguised: str) -> None:
    assert fold(disguised).text == "connard"


@pytest.mark.parametrize(
    "text",
    [
        "14h05",
        "1,20 €",
        "2026",
        "06 12 34 56 78",
        "5kg à 3 €",
        "1er",
        "covid19",
        "3 x 4",
        "привет мир",
        "你好世界",
        "नमस्ते",
        "مرحبا بالعالم",
        "🇫🇷 👍",
    ],
)
def test_ordinary_writing_has_one_reading(text: str) -> None:
    assert len(list_readings(text)) == 1


@pytest.mark.parametrize("text", ["привет", "你好", "नमस्ते", "مرحبا", "👍"])
def test_other_scripts_are_left_alone(text: str) -> None:
    assert read_plainly(text).text == text


def test_a_one_is_read_as_either_letter_it_resembles() -> None:
    readings = {reading.text for reading in list_readings("sa1ope, n1ce")}
    assert {"salope, nlce", "saiope, nice"} <= readings


def test_a_stretched_word_is_also_read_by_its_skeleton() -> None:
    readings = list_readings("saaalooope")
    assert ("saiope\n", True) in {(reading.text, reading.is_skeleton) for reading in readings}


def test_only_words_written_oddly_count_among_skeletons() -> None:
    skeleton = list_readings("belle puuute")[-1]
    assert skeleton.text == "beie pute\n"
    assert skeleton.guessed == ((5, 9),)


def test_spans_lead_back_to_the_original() -> None:
    text = "Oh ! c.0.n.n.a.r.d, va"
    reading = list_readings(text)[1]
    start = reading.text.index("connard")
    span = reading.span(start, start + len("connard"))
    assert text[span.start : span.end] == "c.0.n.n.a.r.d"


def test_spans_cross_characters_that_become_two() -> None:
    text = "cœur ﬁn"
    reading = read_plainly(text)
    assert reading.text == "coeur fin"
    span = reading.span(6, 9)
    assert text[span.start : span.end] == "ﬁn"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    folded = fold(text).text
    assert fold(folded).text == folded


@given(st.text(alphabet="aAéc0o1n $@!.-* рсŒß\u200b\u0301ﬁ"))
def test_spans_stay_within_the_text(text: str) -> None:
    for reading in (*list_readings(text), fold(text)):
        assert len(reading.text) == len(reading.starts) == len(reading.ends)
        for place in range(len(reading.text)):
            span = reading.span(place, place + 1)
            assert 0 <= span.start < span.end <= len(text)
        # A skeleton may read one word in two ways, the second from its second letter on.
        assert reading.is_skeleton or list(reading.starts) == sorted(reading.starts)


@given(st.text(), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u202e\u00ad"), st.data())
def test_an_invisible_character_changes_no_reading(
    text: str, invisible: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    hidden = text[:place] + invisible + text[place:]
    assert [reading.text for reading in list_readings(hidden)] == [
        reading.text for reading in list_readings(text)
    ]
