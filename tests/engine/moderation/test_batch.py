"""JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.moderation import load_charter
from palabre.engine.moderation.batch import Tally, moderate_lines

CHARTER = load_charter(
    """
charter: stream
version: 1
lists: {insults: {terms: [connard]}, trial: {terms: [zut]}}
rules:
  - rule: insult
    when: {list: insults}
    verdict: hide
    reason: {fr: "Insulte", en: "Insult"}
    policy: harassment
  - {rule: trial, when: {list: trial}, verdict: hide, mode: shadow}
  - {rule: flood, when: {author: {messages: 1, within: 60s}}, verdict: review}
  - {rule: heat, when: {thread: {messages: 2, within: 60s}}, verdict: review}
"""
)


def run(*lines: object, explain: bool = False, tally: Tally | None = None) -> list[Any]:
    """Moderate some lines, given as values, and return what comes out as values."""
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [json.loads(line) for line in moderate_lines(encoded, CHARTER, explain, tally=tally)]


def test_a_line_gives_its_verdict_acts_and_reasons() -> None:
    assert run({"id": "7", "text": "Connard !", "lang": "fr"}) == [
        {
            "id": "7",
            "lang": "fr",
            "personal_data": [],
            "verdict": "hide",
            "acts": [{"verb": "hide", "text": ""}],
            "because": [
                {
                    "rule": "insult",
                    "version": CHARTER.rules[0].version,
                    "text": "Insulte",
                    "span": [0, 7],
                    "spans": [[0, 7]],
                    "policy": "harassment",
                }
            ],
            "charter": CHARTER.hash,
            "models": {},
        }
    ]


def test_an_explanation_adds_what_was_found_and_the_rules_on_trial() -> None:
    (told,) = run({"id": 1, "text": "zut"}, explain=True)
    assert told["because"][0]["found"] == ["zut"]
    assert told["because"][0]["shadow"] is True
    assert run({"id": 1, "text": "zut"})[0]["because"] == []


def test_a_bad_line_is_told_and_the_run_goes_on() -> None:
    tally = Tally()
    told = run(b'{"id"', b"", b"\xff", {"id": 1}, {"id": 2, "text": "bonjour"}, tally=tally)
    assert [line.get("line") for line in told] == [1, 3, 4, None]
    assert all(line["error"].endswith(".") for line in told[:3])
    assert told[3]["verdict"] == "allow"
    assert (tally.read, tally.bad) == (4, 3)


def _sent(author: str, second: int) -> dict[str, object]:
    moment = f"2026-05-01T12:00:{second:02}Z"
    return {"id": second, "text": "bonjour", "author": {"id": author}, "sent_at": moment}


def test_an_author_is_counted_within_the_run() -> None:
    told = run(_sent("a", 1), _sent("b", 2), _sent("a", 3))
    assert [line["verdict"] for line in told] == ["allow", "allow", "review"]


def test_a_thread_is_counted_within_the_run() -> None:
    told = run(*({**_sent(name, 1), "channel": {"id": "live"}} for name in "abc"))
    assert [line["verdict"] for line in told] == ["allow", "allow", "review"]


def test_the_team_is_allowed() -> None:
    (told,) = run({"id": 1, "text": "connard", "author": {"id": "x", "role": "team"}})
    assert told["verdict"] == "allow"


@given(st.lists(st.binary()))
def test_no_bytes_stop_the_run(lines: list[bytes]) -> None:
    told = list(moderate_lines(lines, CHARTER))
    assert len(told) == sum(bool(line.strip()) for line in lines)
