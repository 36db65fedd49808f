"""Decisions that were taken as a live chat was heard: packed for the ledger, written later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from palabre.engine.vocabulary import Act, Decision, Measure, Reason, Span, Verb, Verdict
from palabre.inbox.understanding.store import load_json
from palabre.moderation.cases import Case
from palabre.moderation.judge import because, tell_measures


def pack_decision(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON can hold it; of one that simply allows, only its charter."""
    if not decision.because:
        return {"charter": decision.charter}
    return {
        "verdict": decision.verdict.value,
        "because": because(decision),
        "acts": [[act.verb.value, act.text] for act in decision.acts],
        "measures": tell_measures(decision),
        "charter": decision.charter,
    }


def unpack_decision(told: Mapping[str, Any]) -> Decision:
    """Return the decision that was packed."""
    if "verdict" not in told:
        return Decision(Verdict.ALLOW, (), (), told["charter"])
    return Decision(
        verdict=Verdict(told["verdict"]),
        because=tuple(map(_reason, told["because"])),
        acts=tuple(Act(Verb(verb), text) for verb, text in told["acts"]),
        charter=told["charter"],
        measures=tuple(Measure(**one) for one in told["measures"]),
    )


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(
        rule=told["rule"],
        text=told["text"],
        texts=tuple(told["texts"].items()),
        policy=told["policy"],
        spans=tuple(Span(start, end) for start, end in told["spans"]),
        shadow=told["shadow"],
        version=told["version"],
        evidence=tuple((name, value) for name, value in told["evidence"]),
    )


def act_key(account: int, message: str, verb: str) -> str:
    """Return the key of an act that was ordered before its message had a row."""
    return f"live:{account}:{message}:{verb}"


def by_charter(
    cases: Sequence[Case], judged: Mapping[int, Any]
) -> dict[str, list[tuple[Case, Decision]]]:
    """Return what was decided of these cases as they were heard, by the charter it comes from."""
    found: dict[str, list[tuple[Case, Decision]]] = defaultdict(list)
    for case in cases:
        decision = unpack_decision(load_json(judged[case.id]))
        found[decision.charter].append((case, decision))
    return found
