"""A trial tells what would change, by which rule, with a sample, and touches nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from palabre.engine.moderation import load_charter
from palabre.engine.trials import Past, run_trial
from palabre.engine.vocabulary import Author, Message, Signals, Verdict

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEAD = "charter: x\nversion: 1\nlists: {rude: {terms: [connard]}, mild: {terms: [zut]}}\nrules:\n"
RUDE = "  - {rule: rude, when: {list: rude}, verdict: hide}\n"
PRESENT = load_charter(HEAD + RUDE)
DRAFT = load_charter(
    HEAD + RUDE + "  - {rule: mild, when: {list: mild}, verdict: review}\n"
    "  - {rule: toxic, when: {label: {toxic: 0.8}}, verdict: hide}\n"
    "  - {rule: trial, when: {list: rude}, verdict: delete, mode: shadow}\n"
    "  - {rule: flood, when: {author: {messages: 3, within: 60s}}, verdict: review}\n"
)
TEXTS = ("bonjour", "connard", "zut", "zut connard")


def make(count: int, **more: Signals | Verdict) -> list[Past]:
    """Return past messages, each of another author and minute."""
    return [
        Past(
            Message(
                id=str(number),
                text=TEXTS[number % len(TEXTS)],
                author=Author(f"a{number}"),
                sent_at=NOON + timedelta(minutes=number),
            ),
            **more,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


def test_what_changes_is_counted_by_verdict_and_by_rule() -> None:
    trial = run_trial(make(40), DRAFT, present=PRESENT)
    assert (trial.read, trial.changed) == (40, 10)
    assert trial.changes == {(Verdict.ALLOW, Verdict.REVIEW): 10}
    assert trial.verdicts == {Verdict.ALLOW: 10, Verdict.HIDE: 20, Verdict.REVIEW: 10}
    mild, shadow = trial.rules["mild"], trial.rules["trial"]
    assert (mild.spoke, mild.acted, mild.alone, mild.changed) == (20, 20, 10, 10)
    assert (shadow.spoke, shadow.acted) == (20, 0)
    assert trial.rules["toxic"].spoke == 0
    assert {one.message.text for one in trial.sample} == {"zut"}


def test_what_was_decided_is_compared_with_when_it_is_known() -> None:
    trial = run_trial(make(4, verdict=Verdict.HIDE), DRAFT)
    assert trial.changes == {
        (Verdict.HIDE, Verdict.ALLOW): 1,
        (Verdict.HIDE, Verdict.REVIEW): 1,
    }


def test_changes_are_told_by_label() -> None:
    trial = run_trial(make(4, signals=Signals(labels={"toxic": 0.9, "hate": 0.1})), DRAFT)
    assert trial.labels == {"toxic": 4}


def test_the_sample_is_bounded_and_the_same_each_time() -> None:
    trials = [run_trial(make(200), DRAFT, present=PRESENT, sample=5) for _ in range(2)]
    assert len(trials[0].sample) == 5
    assert trials[0].sample == trials[1].sample
    assert len(trials[0].rules["mild"].sample) == 5


def test_a_trial_counts_in_a_world_of_its_own() -> None:
    same = [Past(one.message) for one in make(1)] * 5
    assert run_trial(same, DRAFT).rules["flood"].spoke == 2
    assert run_trial(same, DRAFT).rules["flood"].spoke == 2
