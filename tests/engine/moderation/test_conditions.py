"""What rules look at beside words, and what they ask for beside a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from palabre.engine.moderation import Charter, CharterError, check_charter, decide, load_charter
from palabre.engine.vocabulary import (
    Author,
    Decision,
    History,
    Measure,
    Message,
    Signals,
    Span,
    Verdict,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PLAIN = Message(
    id="1", text="bonjour à tous", author=Author("a"), sent_at=NOON, network="twitch",
    channel="live", account="main", language="fr",
)  # fmt: skip


def charter(when: str, *more: str, verdict: str = "hide") -> Charter:
    """Return a charter of one rule."""
    lines = [
        "charter: x", "version: 1", "lists: {rude: {terms: [connard]}, calm: {terms: [pardon]}}",
        "rules:", "  - rule: a", f"    when: {when}", f"    verdict: {verdict}", *more,
    ]  # fmt: skip
    return load_charter("\n".join(lines))


def ask(
    rules: Charter,
    message: Message = PLAIN,
    history: History | None = None,
    signals: Signals | None = None,
) -> Decision:
    """Decide on a message."""
    return decide(message, rules, history or History(), signals or Signals())


SCORES = Signals(
    labels={"toxic": 0.81, "hate": 0.2},
    sentiment={"negative": 0.7, "positive": 0.1},
    intent={"refund": 0.6, "praise": 0.1},
    urgency=0.9,
    language="fr",
)
CROWD = History(
    author=(NOON,) * 3,
    thread=(NOON,) * 30,
    copies=tuple((NOON - timedelta(seconds=place), f"a{place % 4}") for place in range(9)),
    newcomers=(NOON,) * 5,
    heat=12,
    strikes=2,
)
NOTED = replace(PLAIN, author=Author("a", created_at=NOON - timedelta(days=2), labels=("seen",)))


@pytest.mark.parametrize(
    ("when", "speaks"),
    [
        ("{label: {toxic: '>= 0.8'}}", True),
        ("{label: {toxic: 0.9}}", False),
        ("{label: {toxic: '> 80%', hate: '< 0.5'}}", True),
        ("{label: {spam: '>= 0'}}", False),
        ("{sentiment: {negative: '>= 0.6'}}", True),
        ("{intent: [refund, complaint]}", True),
        ("{intent: praise}", False),
        ("{intent: {refund: 0.5}}", True),
        ("{urgency: 0.8}", True),
        ("{language: [fr, en]}", True),
        ("{language: de}", False),
        ("{network: twitch, channel: live, account: main}", True),
        ("{channel: post}", False),
        ("{author: {younger_than: 7d}}", True),
        ("{author: {older_than: 7d}}", False),
        ("{author: {strikes: '>= 2'}}", True),
        ("{author: {strikes: 3}}", False),
        ("{author: {label: [seen, other]}}", True),
        ("{author: {role: partner}}", False),
        ("{author: {messages: 2, within: 60s, younger_than: 7d}}", True),
        ("{author: {messages: 3, within: 60s}}", False),
        ("{copies: {messages: 8, within: 30s}}", True),
        ("{copies: {messages: 8, within: 5s}}", False),
        ("{copiers: {authors: 3, within: 30s}}", True),
        ("{copiers: {authors: 4, within: 30s}}", False),
        ("{newcomers: {authors: 4, within: 1m}}", True),
        ("{heat: '> 10'}", True),
        ("{heat: 13}", False),
        ("{label: {toxic: 0.8}, any: [{language: de}, {intent: refund, network: twitch}]}", True),
        ("{label: {toxic: 0.8}, any: [{language: de}, {intent: refund, network: x}]}", False),
        ("{any: [{list: rude}, {pattern: 'bonjour'}]}", True),
    ],
)
def test_a_rule_speaks_when_all_that_it_names_holds(when: str, speaks: bool) -> None:
    decision = ask(charter(when), NOTED, CROWD, SCORES)
    assert (decision.verdict is Verdict.HIDE) is speaks


@pytest.mark.parametrize(
    "when",
    [
        "{label: {toxic: '< 0.5'}}", "{intent: refund}", "{urgency: '<= 1'}", "{language: fr}",
        "{author: {younger_than: 7d}}", "{copies: {messages: 1, within: 5s}}", "{network: x}",
    ],
)  # fmt: skip
def test_what_is_not_known_does_not_hold(when: str) -> None:
    unknown = Message(id="1", text="bonjour", author=Author("a"))
    assert ask(charter(when), unknown).because == ()


@pytest.mark.parametrize(
    "unless",
    [
        "{language: fr}", "{list: calm}", "{author: {label: seen}}", "{label: {toxic: '< 0.9'}}",
        "{author: {older_than: 1d}}", "{pattern: 'vous'}", "{channel: live}",
    ],
)  # fmt: skip
def test_any_one_thing_under_unless_keeps_the_rule_quiet(unless: str) -> None:
    message = replace(NOTED, text="pardon connard, vous savez")
    rules = charter("{list: rude}", f"    unless: {unless}")
    assert ask(rules, message, signals=SCORES).because == ()
    assert ask(charter("{list: rude}"), message, signals=SCORES).because != ()


def test_personal_data_is_looked_for_and_its_place_told() -> None:
    rules = charter("{personal_data: [phone, iban]}")
    (reason,) = ask(rules, replace(PLAIN, text="appelle le 06 12 34 56 78")).because
    assert reason.spans == (Span(11, 25),)
    assert reason.evidence == (("personal_data", "phone"),)
    assert ask(rules, replace(PLAIN, text="moi@exemple.fr")).because == ()


def test_a_reason_tells_the_version_and_what_was_weighed() -> None:
    rules = charter("{list: rude, label: {toxic: 0.8}, author: {messages: 2, within: 60s}}")
    rude = replace(PLAIN, text="connard")
    (reason,) = ask(rules, rude, CROWD, SCORES).because
    assert reason.evidence == (("author in 60 s", "3"), ("label toxic", "0.81"))
    assert len(reason.version) == 8
    other = charter("{list: rude, label: {toxic: 0.7}, author: {messages: 2, within: 60s}}")
    assert other.rules[0].version != reason.version


def test_sanctions_grow_with_strikes_and_the_longest_wins() -> None:
    rules = charter(
        "{list: rude}",
        "    acts:",
        "      - {strike: 1, expires: 30d}",
        "      - timeout: [5m, 1h, 24h]",
        "      - {label: rude, expires: 7d}",
        "      - notify: legal",
    )
    rude = replace(PLAIN, text="connard")
    measures = {
        strikes: ask(rules, rude, History(strikes=strikes)).measures for strikes in (0, 1, 9)
    }
    assert [one[1].seconds for one in measures.values()] == [300, 3600, 86_400]
    assert measures[0][0] == Measure("strike", "a", amount=1, expires=30 * 86_400)
    assert [one.kind for one in measures[0]] == ["strike", "timeout", "label", "notify"]


def test_a_rule_beyond_its_limits_asks_for_a_look_and_does_nothing() -> None:
    rules = charter(
        "{list: rude}", "    acts: [{ban: true}]", "    limits: {messages: 2, within: 10m}"
    )
    rude = replace(PLAIN, text="connard")
    before = History(acted={"a": (NOON,) * 2})
    decision = ask(rules, rude, before)
    assert (decision.verdict, decision.measures) == (Verdict.REVIEW, ())
    assert ("limit", "reached") in decision.because[0].evidence
    assert ask(rules, rude, History(acted={"a": (NOON,)})).verdict is Verdict.HIDE


def test_a_canary_acts_on_its_share_of_messages_and_always_on_the_same() -> None:
    rules = charter("{list: rude}", "    mode: canary 30%")
    rude = [replace(PLAIN, id=str(number), text="connard") for number in range(1_000)]
    acted = [ask(rules, one).verdict is Verdict.HIDE for one in rude]
    assert 220 < sum(acted) < 380
    assert acted == [ask(rules, one).verdict is Verdict.HIDE for one in rude]
    assert all(ask(rules, one).because[0].shadow is not hidden for one, hidden in
               zip(rude, acted, strict=True))  # fmt: skip


def test_examples_tell_all_that_rules_look_at() -> None:
    rules = charter(
        "{label: {toxic: 0.8}, author: {younger_than: 7d, strikes: 1}, copies: {messages: 3,"
        " within: 30s}, language: fr, channel: live, any: [{heat: 5}, {intent: refund}]}",
        "    tests:",
        "      - &".rstrip("&") + "{label: {toxic: 0.9}, age: 2d, strikes: 1, copies: 4,"
        " language: fr, channel: live, heat: 6}",
        "      - {label: {toxic: 0.9}, age: 2d, strikes: 1, copies: 4, language: fr,"
        " channel: live, intent: refund}",
        "      - {label: {toxic: 0.9}, age: 9d, strikes: 1, copies: 4, language: fr,"
        " channel: live, heat: 6, expect: quiet}",
    )
    assert check_charter(rules) == []


@pytest.mark.parametrize(
    ("when", "more", "told"),
    [
        (
            "{label: {toxic: high}}", "",
            'Line 6, rule "a": "high" is not a comparison with a score.'
            ' Write a sign and a number from 0 to 1, such as ">= 0.8".',
        ),
        (
            "{label: {rude: 1}}", "",
            'Line 6, rule "a": "label" does not fit: there is no value \'rude\'.'
            ' Write a label and a comparison, such as {toxic: ">= 0.8"}.',
        ),
        (
            "{heat: warm}", "",
            'Line 6, rule "a": "warm" is not a comparison with a number.'
            ' Write a sign and a number, such as ">= 3".',
        ),
        (
            "{author: {younger_than: young}}", "",
            'Line 6, rule "a": "young" is not a time.'
            " Write a number and s, m, h or d, such as 10m, 24h or 30d.",
        ),
        (
            "{author: {messages: 3}}", "",
            'Line 6, rule "a": A count of messages needs both messages and within.'
            " Write both, such as {messages: 10, within: 60s}.",
        ),
        (
            "{any: [{}]}", "",
            'Line 6, rule "a": A group under any is empty.'
            " Write at least one condition in it, or remove it.",
        ),
        (
            "{personal_data: address, list: nothing}", "",
            'Line 6, rule "a": There is no list "nothing".'
            " Write it under lists, or name one of these: rude, calm.",
        ),
        (
            "{list: rude}", "    mode: often",
            'Line 8, rule "a": "mode" does not fit: expected a text matching regex'
            " '^(off|shadow|live|canary( (100|[1-9]\\\\d?)%)?)\\\\Z'."
            " Write one of: off, shadow, canary, live.",
        ),
        (
            "{list: rude}", "    tests: [{label: {toxic: 3}}]",
            'Line 8, rule "a": "3" is not a score. Write a number from 0 to 1, such as 0.9.',
        ),
        (
            "{list: rude}", "    acts: [{timeout: long}]",
            'Line 8, rule "a": "long" is not a time.'
            " Write a number and s, m, h or d, such as 10m, 24h or 30d.",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_a_condition_is_told(when: str, more: str, told: str) -> None:
    with pytest.raises(CharterError) as caught:
        charter(when, *filter(None, [more]))
    assert str(caught.value) == told
