"""Examples are read from spreadsheets as people save them; each fault has its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.engine.learning.examples import NONE, Examples, ExamplesError, read_examples
from tests.engine.learning.samples import EXAMPLES, write_csv


def complain(content: bytes) -> list[str]:
    with pytest.raises(ExamplesError) as problem:
        read_examples(content)
    return [str(fault) for fault in problem.value.faults]


def read_or_complain(content: bytes) -> Examples | list[str]:
    try:
        return read_examples(content)
    except ExamplesError as problem:
        return [str(fault) for fault in problem.faults]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("header", [("text", "intent"), ("TEXT", " Intent "), ("Texte", "label")])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_spreadsheet_is_read_however_it_was_saved(
    separator: str, header: tuple[str, str], mark: bytes
) -> None:
    read = read_examples(mark + write_csv(separator, header))
    assert read.examples == EXAMPLES
    assert read.intents == ("allergens", "lesson", "order_cake")
    assert not read.notes


def test_columns_may_stand_anywhere_and_lines_may_be_blank_or_hold_breaks() -> None:
    lines = ["id,INTENT,text,who", "", ",,,"]
    lines += [f'{n},greet,"hello, number\n{n}",me' for n in range(10)]
    read = read_examples("\n".join(lines).encode())
    assert read.examples[3].text == "hello, number\n3"
    assert len(read.examples) == 10


@pytest.mark.parametrize("name", ["none", "NONE", "oos", "out of scope", "hors sujet"])
def test_what_is_out_of_scope_has_several_names(name: str) -> None:
    read = read_examples(write_csv() + f"un texte,{name}\n".encode())
    assert read.examples[-1].intent == NONE
    assert NONE not in read.intents


def test_every_fault_is_told_with_its_line() -> None:
    assert complain(b"") == [
        "There is no example: write a first line “text,intent”, then a line for each example."
    ]
    assert complain(b"a,b\nx,y\n") == [
        "Line 1: The first line must name the columns “text” and “intent”; it says “a,b”."
    ]
    assert complain(b'text,intent\n"two\nlines",a\n,a\nx,\n') == [
        "Line 4: the text is empty.",
        "Line 5: the intent is empty.",
    ]
    assert complain("text,intent\nx,a\né,a\n".encode("cp1252")) == [
        "Line 3: This is not a text in UTF-8: save it again as “CSV UTF-8”."
    ]
    assert complain(b'text,intent\nx,a\n"y,a\n')[0].startswith("Line 3: the line cannot be read")


def test_intents_with_too_few_examples_are_named() -> None:
    lines = "text,intent\n" + "".join(f"a{n},a\n" for n in range(9)) + "x,b\nx,b\nz,none\n"
    assert complain(lines.encode()) == [
        "“a” has 9 different examples; it needs 10.",
        "“b” has 1 different examples; it needs 10.",
    ]
    assert complain(b"text,intent\nx,none\n") == [
        "Every example is out of scope: at least one intent is needed."
    ]


def test_a_text_counts_once_and_the_first_intent_holds() -> None:
    more = "commander un gâteau ?,order_cake\nCommander  UN gâteau ?,order_cake\n"
    read = read_examples(write_csv() + (more + "commander un gâteau ?,lesson\n").encode())
    before = len(EXAMPLES) + 2
    assert len(read.examples) == len(EXAMPLES) + 1
    assert [str(note) for note in read.notes] == [
        f"Line {before + 1}: the same as line {before}: counted once.",
        f"Line {before + 2}: the same text as line {before}, which says “order_cake”: "
        "this one is left out.",
    ]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes) -> None:
    for written in (content, b"text,intent\n" + content, b"text;intent\n" + content):
        told = read_or_complain(written)
        assert isinstance(told, Examples) or all(told)
