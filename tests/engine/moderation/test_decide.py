"""What a charter decides of a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.moderation import Charter, decide, decide_many, load_charter
from palabre.engine.vocabulary import (
    Act,
    Author,
    Decision,
    History,
    Kind,
    Message,
    Span,
    Verb,
    Verdict,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CHARTER = load_charter(
    """
charter: square
version: 1
lists:
  insults:
    terms: [con, connard, pute, cul, crétin*, "fils de pute", tg, ntm, salope, ass]
    allow: ["con carne", "salope de météo"]
  promotion: {terms: [promo]}
  worst: {terms: [abomination]}
  trial: {terms: [zut]}
rules:
  - rule: insult
    when: {list: insults}
    verdict: hide
    reason: {fr: "Insulte", en: "Insult"}
    policy: harassment
  - rule: promotion-link
    when: {list: promotion, pattern: 'https?://\\S+'}
    unless: {role: partner}
    verdict: review
    acts: [{reply: "Pas de publicité."}]
  - rule: worst
    when: {list: worst}
    verdict: delete
  - rule: trial
    when: {list: trial}
    verdict: delete
    mode: shadow
  - rule: flood
    when: {author: {messages: 2, within: 60s}}
    verdict: hold
"""
)


def ask(
    text: str,
    *,
    role: str = "visitor",
    kind: Kind = Kind.COMMENT,
    language: str = "",
    charter: Charter = CHARTER,
) -> Decision:
    """Decide on one message of an author without history."""
    message = Message(
        id="1", text=text, author=Author("a", role=role), kind=kind, language=language
    )
    return decide(message, charter)


@pytest.mark.parametrize(
    "text",
    [
        "Connard !",
        "espèce de c0nn4rd",
        "c o n n a r d",
        "connnnaaard",
        "saaaalope",
        "sa1ope",
        "fils-de  PUTE",
        "fils\nde pute",
        "n.t.m",
        "l’connard",
        "#connard",
        "crétinerie",
        "p*te",
        "c**nard",
        "рute",
    ],
)
def test_an_insult_is_hidden_whatever_its_disguise(text: str) -> None:
    assert ask(text).verdict is Verdict.HIDE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "un concert au stade",
        "la députée réputée",
        "une culture",
        "assassin",
        "Scunthorpe",
        "chili con carne",
        "Salope de météo",
        "merci @connard",
        "14h05, 1,20 €, en 2026",
        "passage",
        "l'as de pique",
        "a*b*c = 3*4",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert ask(text) == Decision(Verdict.ALLOW, (), (), CHARTER.hash)


def test_the_strictest_matching_rule_wins() -> None:
    decision = ask("abomination de connard")
    assert decision.verdict is Verdict.DELETE
    assert [reason.rule for reason in decision.because] == ["insult", "worst"]
    assert decision.acts == (Act(Verb.DELETE),)


def test_a_reason_tells_its_sentences_and_its_place_in_the_original() -> None:
    (reason,) = ask("Oh, C.0.N.N.A.R.D !", language="fr-FR").because
    assert reason.text == "Insulte"
    assert reason.texts == (("fr", "Insulte"), ("en", "Insult"))
    assert reason.policy == "harassment"
    assert reason.spans == (Span(4, 17),)
    assert ask("connard", language="de").because[0].text == "Insult"


def test_a_rule_needs_all_that_it_names() -> None:
    assert ask("promo").verdict is Verdict.ALLOW
    decision = ask("promo https://exemple.fr")
    assert decision.verdict is Verdict.REVIEW
    assert decision.acts == (Act(Verb.REPLY, "Pas de publicité."),)


def test_a_rule_is_quiet_for_the_roles_it_spares() -> None:
    assert ask("promo https://exemple.fr", role="partner").verdict is Verdict.ALLOW


def test_the_team_is_always_allowed() -> None:
    assert ask("connard", role="team").because == ()


def test_a_private_message_is_reviewed_instead_of_hidden() -> None:
    decision = ask("connard", kind=Kind.MESSAGE)
    assert decision.verdict is Verdict.REVIEW
    assert decision.acts == ()
    assert [reason.rule for reason in decision.because] == ["insult"]


def test_a_rule_on_trial_speaks_and_does_nothing() -> None:
    decision = ask("zut")
    assert decision.verdict is Verdict.ALLOW
    assert decision.acts == ()
    assert [(reason.rule, reason.shadow) for reason in decision.because] == [("trial", True)]


@pytest.mark.parametrize(
    ("ages", "verdict"),
    [
        ((0, 10, 59), Verdict.HOLD),
        ((0, 10, 60), Verdict.ALLOW),
        ((0, 10), Verdict.ALLOW),
        ((0, 10, -5), Verdict.ALLOW),
    ],
)
def test_an_author_is_counted_in_the_window_that_ends_with_the_message(
    ages: tuple[int, ...], verdict: Verdict
) -> None:
    message = Message(id="1", text="bonjour", author=Author("a"), sent_at=NOON)
    times = tuple(NOON - timedelta(seconds=age) for age in ages)
    assert decide(message, CHARTER, History(author=times)).verdict is verdict


def test_times_without_a_zone_are_taken_as_universal_time() -> None:
    message = Message(id="1", text="bonjour", author=Author("a"), sent_at=NOON)
    times = (NOON, NOON.replace(tzinfo=None), NOON)
    assert decide(message, CHARTER, History(author=times)).verdict is Verdict.HOLD


def test_many_messages_are_decided_in_order() -> None:
    messages = [
        (Message(id=text, text=text, author=Author("a")), History())
        for text in ("bonjour", "connard")
    ]
    verdicts = [decision.verdict for decision in decide_many(messages, CHARTER)]
    assert verdicts == [Verdict.ALLOW, Verdict.HIDE]


LETTERS = st.text(alphabet="connardputesl 01.*-é\u200b@$аос!Aﬁ")


@given(st.one_of(st.text(), LETTERS))
def test_any_text_is_decided_and_spans_stay_within_it(text: str) -> None:
    for reason in ask(text).because:
        assert reason.spans
        for span in reason.spans:
            assert 0 <= span.start < span.end <= len(text)


@given(LETTERS, st.sampled_from("\u200b\u200d\ufeff\u202e"), st.data())
def test_an_invisible_character_never_changes_the_verdict(
    text: str, invisible: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert ask(text[:place] + invisible + text[place:]).verdict is ask(text).verdict
