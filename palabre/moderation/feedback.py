"""What members say of the charter's decisions, kept for its next version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from palabre.engine.learning.corrections import NO
from palabre.engine.vocabulary import Verdict
from palabre.inbox.queries import fetch, get_message
from palabre.inbox.teaching.actions import correct_message
from palabre.moderation.actions import review_message
from palabre.moderation.models import Decision, Feedback
from palabre.plumbing import paging, stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

MOST_CHARACTERS = 500
COUNTED = timedelta(days=30)
"""How far back a rule's decisions are counted."""
ROWS = """
    select f.id, f.message_id, m.thread_id, m.text, m.kind, m.state, d.verdict, f.charter, f.rules,
        f.what, f.words, f.by, f.at
    from moderation_feedback f
    join inbox_message m on m.workspace_id = f.workspace_id and m.id = f.message_id
    join moderation_decision d on d.workspace_id = f.workspace_id and d.id = f.decision_id
    where f.workspace_id = %(workspace)s
"""
SPOKEN = """
    select r ->> 'rule' as rule, count(*) as count
    from moderation_decision d cross join lateral jsonb_array_elements(d.because) r
    where d.workspace_id = %(workspace)s and d.at >= %(since)s and d.by like 'charter:%%'
        and not (d.because = '[]'::jsonb)
    group by 1
"""
WRONG = """
    select r as rule, count(distinct d.id) as count
    from moderation_feedback f
    join moderation_decision d on d.workspace_id = f.workspace_id and d.id = f.decision_id
    cross join lateral jsonb_array_elements_text(f.rules) r
    where f.workspace_id = %(workspace)s and d.at >= %(since)s and f.what <> 'should_hide'
    group by 1
"""


class What(StrEnum):
    """What is wrong with a decision."""

    SHOULD_SHOW = "should_show"
    SHOULD_HIDE = "should_hide"
    WRONG_REASON = "wrong_reason"


REVIEWS: Mapping[What, Verdict] = {
    What.SHOULD_SHOW: Verdict.ALLOW,
    What.SHOULD_HIDE: Verdict.HIDE,
}
"""What is decided in the charter's place at the same time."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a member says of a decision, with words if they like."""

    what: What
    words: str = ""


def give_feedback(*, workspace: int, message: int, said: Said, by: str, now: datetime) -> Feedback:
    """Keep what a member says of the charter's latest decision, and put theirs in its place.

    Said again, it replaces what the same member said of this decision before. What should be
    shown has not the labels that it raised: the models learn from that too.
    """
    words = " ".join(said.words.split())
    if len(words) > MOST_CHARACTERS:
        sentence = f"At most {MOST_CHARACTERS} characters go with it; this has {len(words)}."
        raise Refused(sentence, status=422)
    take_turn(workspace)
    found = get_message(workspace, message)
    decision = _decision_of(workspace, message)
    reasons = decision.because
    reasons = json.loads(reasons) if isinstance(reasons, str) else reasons
    feedback, _is_new = Feedback.objects.update_or_create(
        workspace_id=workspace,
        decision_id=decision.pk,
        by=by,
        defaults={
            "message_id": message,
            "charter": decision.charter,
            "rules": list(dict.fromkeys(one["rule"] for one in reasons)),
            "what": said.what.value,
            "words": words,
            "at": now,
        },
    )
    detail = {"what": said.what.value, "decision": decision.pk, "rules": feedback.rules}
    write_audit(workspace, [Entry(by, "feedback", f"message:{message}", detail)], now=now)
    verdict = REVIEWS.get(said.what)
    is_decided = found["reviewed_at"] is not None and found["verdict"] == verdict
    if verdict and not is_decided and found["deleted_at"] is None:
        review_message(workspace=workspace, message=message, verdict=verdict, by=by, now=now)
    if said.what is What.SHOULD_SHOW and found["risks"] and found["text"].strip():
        answers = dict.fromkeys(found["risks"], NO)
        correct_message(workspace=workspace, message=message, answers=answers, by=by, now=now)
    stream.tell(workspace, [found["thread_id"]])
    return feedback


def take_back_feedback(*, workspace: int, message: int, by: str, now: datetime) -> None:
    """Take back what a member said of a message's decision; what they decided stays."""
    take_turn(workspace)
    found = get_message(workspace, message)
    decision = _decision_of(workspace, message)
    mine = Feedback.objects.filter(workspace_id=workspace, decision_id=decision.pk, by=by)
    if not mine.delete()[0]:
        raise Refused("You said nothing of this decision.", status=404)
    detail = {"decision": decision.pk}
    entry = Entry(by, "feedback_taken_back", f"message:{message}", detail)
    write_audit(workspace, [entry], now=now)
    stream.tell(workspace, [found["thread_id"]])


def _decision_of(workspace: int, message: int) -> Decision:
    """Return the latest decision that a charter took on a message."""
    decision = (
        Decision.objects.filter(
            workspace_id=workspace, message_id=message, by__startswith="charter:"
        )
        .order_by("-id")
        .first()
    )
    if decision is None:
        raise Refused("The charter decided nothing on this message.", status=422)
    return decision


def list_feedback(
    workspace: int, *, rule: str = "", what: str = "", cursor: str = "", limit: int = 100
) -> tuple[list[dict[str, Any]], str]:
    """Return what was said, the latest first, with the texts; and the next page's cursor."""
    query = ROWS
    values: dict[str, Any] = {"workspace": workspace, "limit": limit + 1}
    if rule:
        query += " and f.rules @> jsonb_build_array(%(rule)s::text)"
        values["rule"] = rule
    if what:
        query += " and f.what = %(what)s"
        values["what"] = what
    if cursor:
        (values["id"],) = paging.decode(cursor, kinds=(int,))
        query += " and f.id < %(id)s"
    rows = fetch(query + " order by f.id desc limit %(limit)s", values)
    for row in rows:
        row["rules"] = json.loads(row["rules"]) if isinstance(row["rules"], str) else row["rules"]
    following = paging.encode([rows[limit - 1]["id"]]) if len(rows) > limit else ""
    return rows[:limit], following


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How often a rule spoke in the last days, and how often somebody said it was wrong."""

    spoken: int
    wrong: int


def count_wrong(workspace: int, *, now: datetime) -> dict[str, RuleFigures]:
    """Return the figures of every rule that spoke in the last 30 days."""
    values = {"workspace": workspace, "since": now - COUNTED}
    wrong = {row["rule"]: row["count"] for row in fetch(WRONG, values)}
    return {
        row["rule"]: RuleFigures(row["count"], wrong.get(row["rule"], 0))
        for row in fetch(SPOKEN, values)
    }


def count_missed(workspace: int, *, now: datetime) -> int:
    """Return how many messages of the last 30 days should have been hidden."""
    missed = Feedback.objects.filter(
        workspace_id=workspace, what=What.SHOULD_HIDE, at__gte=now - COUNTED
    )
    return missed.values("message_id").distinct().count()
