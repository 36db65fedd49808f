"""The charter language: what can be written, and what its author is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.moderation import CharterError, Mode, check_charter, load_charter
from palabre.engine.vocabulary import Act, Verb, Verdict

SMALL = """
charter: small
version: 1
lists:
  insults:
    terms: [connard, "fils de pute", crétin*]
    allow: ["dîner de cons"]
rules:
  - rule: insult
    when: {list: insults}
    verdict: hide
    acts: [{reply: "Restons courtois."}]
    reason: {fr: "Insulte", en: "Insult"}
    policy: harassment
    tests:
      - {text: "espèce de c0nn4rd", expect: fire}
      - {text: "un concert", expect: quiet}
  - rule: flood
    when: {author: {messages: 3, within: 2m}, thread: {messages: 5, within: 30s}}
    verdict: review
    mode: off
"""


def test_a_charter_is_read() -> None:
    charter = load_charter(SMALL)
    insult, flood = charter.rules
    assert (charter.name, charter.version) == ("small", 1)
    assert insult.verdict is Verdict.HIDE
    assert insult.acts == (Act(Verb.REPLY, "Restons courtois."),)
    assert insult.texts == {"fr": "Insulte", "en": "Insult"}
    assert flood.mode is Mode.OFF
    assert (charter.windows.author, charter.windows.thread) == (120, 30)
    assert check_charter(charter) == []


def test_the_hash_follows_the_content_and_not_the_layout() -> None:
    charter = load_charter(SMALL)
    assert len(charter.hash) == 16
    assert load_charter("# A note.\n" + SMALL.replace("small", '"small"')).hash == charter.hash
    assert load_charter(SMALL.replace("verdict: hide", "verdict: hold")).hash != charter.hash


def test_a_failing_test_tells_its_rule_and_line() -> None:
    failures = check_charter(load_charter(SMALL.replace("un concert", "un connard")))
    assert [str(failure) for failure in failures] == [
        'Line 17, rule "insult": it should be quiet on "un connard".'
    ]


def _rule(body: str) -> str:
    return "charter: x\nversion: 1\nrules:\n  - rule: a\n" + body


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            _rule("    when: {pattern: x}\n    verdict: hid"),
            'Line 6, rule "a": "verdict" does not fit: there is no value \'hid\'.'
            " Write one of: allow, review, hold, hide, delete.",
        ),
        (
            _rule("    whn: {pattern: x}\n    verdict: hide"),
            'Line 5, rule "a": "whn" is not known here. Check the spelling, or remove it.',
        ),
        (
            _rule("    when: {pattern: x}"),
            'Line 4, rule "a": "verdict" is missing.'
            " Write one of: allow, review, hold, hide, delete.",
        ),
        (
            _rule("    when: {list: insults}\n    verdict: hide"),
            'Line 5, rule "a": There is no list "insults".'
            " Write it under lists, or name one of these: none yet.",
        ),
        (
            _rule("    when: {pattern: '(?=x)'}\n    verdict: hide"),
            'Line 5, rule "a": The pattern "(?=x)" cannot be used: invalid perl operator: (?=.'
            " Patterns are RE2: no look-ahead, look-behind or back-reference,"
            " and they must match at least one character.",
        ),
        (
            _rule("    when: {pattern: 'x*'}\n    verdict: hide"),
            'Line 5, rule "a": The pattern "x*" cannot be used: it matches an empty text.'
            " Patterns are RE2: no look-ahead, look-behind or back-reference,"
            " and they must match at least one character.",
        ),
        (
            _rule("    when: {author: {messages: 3, within: soon}}\n    verdict: hide"),
            'Line 5, rule "a": "soon" is not a time that can be counted.'
            " Write a number and s, m or h, up to a week, such as 60s, 5m or 24h.",
        ),
        (
            _rule("    when: {}\n    verdict: hide"),
            'Line 5, rule "a": The rule does not say when it applies.'
            " Write list, pattern, label, author or another condition under when.",
        ),
        (
            _rule("    when: {pattern: x}\n    verdict: hide\n    acts: [{}]"),
            'Line 7, rule "a": Each act holds one verb and what it needs.'
            ' Write "- reply: ...", or "- strike: 1", or another act of the guide.',
        ),
        (
            _rule(
                "    when: {pattern: x}\n    verdict: hide\n  - rule: a\n    when: {pattern: y}\n"
                "    verdict: hide"
            ),
            'Line 7, rule "a": Another rule has this name. Give each rule its own name.',
        ),
        (
            "charter: x\nversion: 1\nlists: {a: {terms: ['!!']}}\nrules: []",
            'Line 3: The term "!!" of the list "a" holds no letter or digit.'
            " Write a word, or use a pattern.",
        ),
        (
            "charter: x\nversion: 1\nlists: {a: {allow: [b]}}\nrules: []",
            'Line 3: The list "a" holds no term.'
            " Write terms, or extends with the name of a list that comes with Palabre.",
        ),
        (
            "charter: &x y",
            "Line 1: A charter cannot use anchors and aliases (& and *)."
            " Write the value out, or put quotes around a text that begins so.",
        ),
        (
            "charter: !!python/object:os.system x",
            "Line 1: A charter cannot use YAML tags (!)."
            " Remove the tag, or put quotes around a text that begins so.",
        ),
        ("a: 1\na: 2", 'Line 2: The key "a" stands twice here. Keep one of the two.'),
        (
            "[" * 100,
            "Line 1: Too many lists and mappings stand inside one another. Use 12 levels at most.",
        ),
        (
            "rules: [",
            "Line 1: This is not YAML: did not find expected node content."
            " Check the indentation, the colons and the closing quotes and brackets.",
        ),
        (
            "a: 1\n---\nb: 2",
            'Line 2: A second charter begins here. Keep one charter per text, without "---" in'
            " between.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_its_cause_and_its_cure(text: str, told: str) -> None:
    with pytest.raises(CharterError) as caught:
        load_charter(text)
    assert str(caught.value) == told
    assert caught.value.cause
    assert caught.value.cure


def test_a_list_builds_on_one_that_comes_with_palabre() -> None:
    text = "charter: x\nversion: 1\nlists: {a: {extends: brand/%s, terms: [zut]}}\nrules: []"
    (terms,) = load_charter(text % "slurs").lists
    assert "zut" in terms.terms
    assert len(terms.terms) > 100
    with pytest.raises(CharterError, match=r'^Line 3: No list "brand/x" comes with Palabre\.'):
        load_charter(text % "x")


def test_a_charter_may_not_be_huge() -> None:
    with pytest.raises(CharterError, match="1,000,001 characters"):
        load_charter("#" * 1_000_001)


@given(st.text(alphabet="abc:-[]{}'\"&*!|>#%@ \n\t?,~01\x00é"))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with pytest.raises(CharterError):
        load_charter(text)


@given(st.sampled_from(SMALL.splitlines()), st.text(max_size=8))
def test_a_spoilt_charter_is_read_or_refused_in_words(line: str, spoilt: str) -> None:
    with suppress(CharterError):
        load_charter(SMALL.replace(line, spoilt, 1))
