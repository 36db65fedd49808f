"""Reads what the engine needs to decide on messages, and writes what it decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from palabre.engine.moderation.decide import decide_many
from palabre.engine.moderation.rules import Charter
from palabre.engine.vocabulary import Decision
from palabre.moderation.cases import Case
from palabre.moderation.history import count

INSERT = """
    insert into moderation_decision (workspace_id, message_id, verdict, because, measures, charter,
        by, at)
    select %s, m, v, b::jsonb, a::jsonb, %s, %s, %s
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) u (m, v, b, a)
    returning id, message_id
"""
RECORD = """
    update inbox_message m set verdict = w.v, decision_id = w.d,
        state = case when m.deleted_at is not null then 'deleted'
            when not m.is_hidden then 'visible' when w.v = 'hold' then 'held' else 'hidden' end
    from unnest(%s::bigint[], %s::bigint[], %s::text[]) w (m, d, v)
    where m.workspace_id = %s and m.id = w.m
"""
REVIEW = """
    update inbox_message m set verdict = w.v, decision_id = w.d, reviewed_at = %s,
        state = case when m.state = 'held' then 'hidden' else m.state end
    from (select m, d, v from unnest(%s::bigint[], %s::bigint[]) u (m, d)
        cross join (select %s::text as v) x) w
    where m.workspace_id = %s and m.id = w.m
"""
REVIEWED_AT = """
    update inbox_message m set reviewed_at = w.r
    from unnest(%s::bigint[], %s::timestamptz[]) w (m, r)
    where m.workspace_id = %s and m.id = w.m
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with what was decided, new or confirmed."""

    case: Case
    decision: Decision
    decision_id: int


def decide_cases(workspace: int, cases: Sequence[Case], charter: Charter) -> list[Decision]:
    """Return what a charter says of each case, with what it counts and what is understood."""
    return decide_many(count(workspace, cases, charter), charter)


def record(
    workspace: int, decided: Sequence[tuple[Case, Decision]], *, by: str, now: datetime
) -> list[Judged]:
    """Write the decisions that say something new; return them with their ids."""
    fresh = [(case, decision) for case, decision in decided if _is_new(case, decision)]
    if not fresh:
        return []
    messages = [case.id for case, _ in fresh]
    verdicts = [decision.verdict.value for _, decision in fresh]
    reasons = [json.dumps(because(decision), ensure_ascii=False) for _, decision in fresh]
    measures = [json.dumps(tell_measures(decision)) for _, decision in fresh]
    charter = fresh[0][1].charter
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [workspace, charter, by, now, messages, verdicts, reasons, measures])
        ids = {message: id for id, message in cursor.fetchall()}
        cursor.execute(RECORD, [messages, [ids[m] for m in messages], verdicts, workspace])
    return [Judged(case, decision, ids[case.id]) for case, decision in fresh]


def record_reviews(
    workspace: int, messages: Sequence[int], verdict: str, *, by: str, now: datetime
) -> dict[int, int]:
    """Write a person's decision on messages; return the decisions' ids."""
    if not messages:
        return {}
    none = ["[]"] * len(messages)
    verdicts = [str(verdict)] * len(messages)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [workspace, "", by, now, list(messages), verdicts, none, none])
        ids = {message: id for id, message in cursor.fetchall()}
        cursor.execute(REVIEW, [now, list(ids), list(ids.values()), str(verdict), workspace])
    return ids


def restore_reviews(workspace: int, kept: Mapping[int, Mapping[str, Any]]) -> None:
    """Give messages an earlier decision: its verdict, its id and when a person took it."""
    if not kept:
        return
    columns = [[one[name] for one in kept.values()] for name in ("decision", "verdict")]
    reviewed = [one["reviewed_at"] for one in kept.values()]
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [list(kept), *columns, workspace])
        cursor.execute(REVIEWED_AT, [list(kept), reviewed, workspace])


def _is_new(case: Case, decision: Decision) -> bool:
    """Say whether a decision says something else than the one before, what was weighed aside."""
    return case.verdict != decision.verdict or _bare(case.because) != _bare(because(decision))


def _bare(reasons: Any) -> Any:
    if not reasons:
        return reasons
    return [
        {name: said for name, said in one.items() if name not in {"version", "evidence"}}
        for one in reasons
    ]


def because(decision: Decision) -> list[dict[str, Any]]:
    """Return the reasons as they are stored and shown."""
    return [
        {
            "rule": reason.rule,
            "text": reason.text,
            "texts": dict(reason.texts),
            "policy": reason.policy,
            "spans": [[span.start, span.end] for span in reason.spans],
            "shadow": reason.shadow,
            "version": reason.version,
            "evidence": [list(one) for one in reason.evidence],
        }
        for reason in decision.because
    ]


def tell_measures(decision: Decision) -> list[dict[str, Any]]:
    """Return what rules asked for beside acts on the message, as it is stored and shown."""
    return [
        {
            "kind": one.kind,
            "rule": one.rule,
            "name": one.name,
            "amount": one.amount,
            "seconds": one.seconds,
            "expires": one.expires,
        }
        for one in decision.measures
    ]
