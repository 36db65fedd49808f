"""What rules ask for beside acts on a message: what the desk does of it, and what it only tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from palabre.inbox.measures import DONE_HERE
from palabre.moderation.judge import Judged
from palabre.people.sanctions import Sanction, record_sanctions


def sanction(workspace: int, judged: Sequence[Judged], *, by: str, now: datetime) -> None:
    """Give and withdraw the strikes and notes of decisions that were just taken."""
    if judged:
        messages = [one.case.id for one in judged]
        given = [each for one in judged for each in _list_sanctions(one)]
        record_sanctions(workspace, messages, given, by=by, now=now)


def lift_sanctions(workspace: int, messages: Sequence[int], *, by: str, now: datetime) -> None:
    """Withdraw what rules held against the authors of messages that a person approves."""
    record_sanctions(workspace, messages, [], by=by, now=now)


def _list_sanctions(one: Judged) -> Iterator[Sanction]:
    """Yield the strikes and notes that a decision asks for, from the time of its message."""
    case, at = one.case, one.case.message.sent_at
    reasons = {reason.rule: reason.text for reason in one.decision.because}
    for measure in one.decision.measures:
        if measure.kind in DONE_HERE and case.identity is not None and at is not None:
            yield Sanction(
                message=case.id,
                identity=case.identity,
                rule=measure.rule,
                reason=reasons.get(measure.rule, measure.rule),
                at=at,
                expires_at=at + timedelta(seconds=measure.expires) if measure.expires else None,
                amount=measure.amount or 1,
                label=measure.name if measure.kind == "label" else "",
            )
