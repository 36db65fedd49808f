"""Reads what the engine needs to decide on messages, and writes what it decided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from palabre.engine.moderation.decide import decide_many
from palabre.engine.moderation.rules import Charter
from palabre.engine.vocabulary import Author, Decision, History, Kind, Message, Signals
from palabre.inbox.queries import fetch
from palabre.inbox.understanding.store import FIELDS, read_row

LOAD = f"""
    select m.id, m.text, m.kind, m.thread_id, m.sent_at, m.account_id, m.external_id, m.state,
        m.verdict, a.network, a.key as account_key, coalesce(i.external_id, '') as author_id,
        coalesce(i.name, '') as author_name, m.identity_id, m.is_hidden, d.because, d.charter,
        s.kind as channel, s.external_id as surface, {FIELDS}
    from inbox_message m
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    left join moderation_decision d on d.workspace_id = m.workspace_id and d.id = m.decision_id
    left join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
    where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::bigint[])
        and m.direction = 'in' and m.is_complete and m.reviewed_at is null
    order by m.id
"""
LOCK = " for update of m"
AUTHOR_TIMES = """
    select m.identity_id, m.sent_at from inbox_message m
    join (select i, min(a) as first, max(a) as last
          from unnest(%s::bigint[], %s::timestamptz[]) u (i, a) group by i) w on m.identity_id = w.i
    where m.workspace_id = %s and m.sent_at > w.first - %s::interval and m.sent_at <= w.last
"""
THREAD_TIMES = AUTHOR_TIMES.replace("identity_id", "thread_id").replace(
    "m.sent_at <= w.last", "m.sent_at <= w.last and m.direction = 'in'"
)
FOLLOWING = """
    select distinct m.id from inbox_message m
    join unnest(%s::bigint[], %s::timestamptz[]) w (i, a)
        on m.identity_id = w.i and m.sent_at > w.a and m.sent_at <= w.a + %s::interval
    where m.workspace_id = %s and m.direction = 'in' and m.id <> all(%s::bigint[])
"""
FOLLOWING_IN_THREAD = FOLLOWING.replace("identity_id", "thread_id")
INSERT = """
    insert into moderation_decision (workspace_id, message_id, verdict, because, charter, by, at)
    select %s, m, v, b::jsonb, %s, %s, %s
    from unnest(%s::bigint[], %s::text[], %s::text[]) u (m, v, b)
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
class Case:
    """A message before the engine, with what is understood and stored of it."""

    message: Message
    signals: Signals
    id: int
    thread: int
    account: int
    network: str
    external_id: str
    surface: str
    identity: int | None
    is_hidden: bool
    is_deleted: bool
    verdict: str
    because: Any
    charter: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with what was decided, new or confirmed."""

    case: Case
    decision: Decision
    decision_id: int


def load_cases(workspace: int, messages: Iterable[int], *, lock: bool = True) -> list[Case]:
    """Return the messages to decide on: people's, whole, and not a person's call already.

    Deleted ones are decided on too, so that the order of deliveries changes nothing. Without
    `lock` they are for reading alone."""
    values = {"workspace": workspace, "messages": list(messages)}
    return [_case(row) for row in fetch(LOAD + (LOCK if lock else ""), values)]


def _case(row: Mapping[str, Any]) -> Case:
    because = row["because"]
    message = Message(
        id=row["external_id"],
        text=row["text"],
        author=Author(id=row["author_id"], name=row["author_name"]),
        kind=Kind(row["kind"]),
        network=row["network"],
        thread=str(row["thread_id"]),
        sent_at=row["sent_at"],
        channel=row["channel"],
        account=row["account_key"],
    )
    return Case(
        message=message,
        signals=read_row(row, row["text"]),
        id=row["id"],
        thread=row["thread_id"],
        account=row["account_id"],
        network=row["network"],
        external_id=row["external_id"],
        surface=row["surface"],
        identity=row["identity_id"],
        is_hidden=row["is_hidden"],
        is_deleted=row["state"] == "deleted",
        verdict=row["verdict"],
        because=json.loads(because) if isinstance(because, str) else because,
        charter=row["charter"] or "",
    )


def following(workspace: int, cases: Sequence[Case], charter: Charter) -> list[int]:
    """Return later messages of these authors and threads: a late arrival changes their counts."""
    windows = charter.windows
    authors = [(case.identity, case) for case in cases if case.identity is not None]
    threads = [(case.thread, case) for case in cases]
    known = [case.id for case in cases]
    found: set[int] = set()
    for query, wanted, window in (
        (FOLLOWING, authors, windows.author),
        (FOLLOWING_IN_THREAD, threads, windows.thread),
    ):
        if not window or not wanted:
            continue
        keys, sent = [key for key, _ in wanted], [case.message.sent_at for _, case in wanted]
        with connection.cursor() as cursor:
            cursor.execute(query, [keys, sent, _seconds(window), workspace, known])
            found.update(row[0] for row in cursor.fetchall())
    return sorted(found)


def decide_cases(workspace: int, cases: Sequence[Case], charter: Charter) -> list[Decision]:
    """Return what a charter says of each case, with what it counts and what is understood."""
    counted = histories(workspace, cases, charter)
    return decide_many(
        [(case.message, told, case.signals) for case, told in zip(cases, counted, strict=True)],
        charter,
    )


def histories(workspace: int, cases: Sequence[Case], charter: Charter) -> list[History]:
    """Return when the author and the thread of each case wrote, as far as the charter asks."""
    windows = charter.windows
    authors = _times(
        AUTHOR_TIMES, workspace, [(case.identity, case) for case in cases], windows.author
    )
    threads = _times(
        THREAD_TIMES, workspace, [(case.thread, case) for case in cases], windows.thread
    )
    return [
        History(author=authors.get(case.identity, ()), thread=threads.get(case.thread, ()))
        for case in cases
    ]


def _seconds(window: float) -> str:
    return f"{window} seconds"


def _times(
    query: str, workspace: int, wanted: Sequence[tuple[int | None, Case]], window: float
) -> dict[int | None, tuple[datetime, ...]]:
    keys = [(key, case.message.sent_at) for key, case in wanted if key is not None]
    if not window or not keys:
        return {}
    times: dict[int | None, list[datetime]] = defaultdict(list)
    ids, sent = [one[0] for one in keys], [one[1] for one in keys]
    with connection.cursor() as cursor:
        cursor.execute(query, [ids, sent, workspace, _seconds(window)])
        for key, at in cursor.fetchall():
            times[key].append(at)
    return {key: tuple(values) for key, values in times.items()}


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
    charter = fresh[0][1].charter
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [workspace, charter, by, now, messages, verdicts, reasons])
        ids = {message: id for id, message in cursor.fetchall()}
        cursor.execute(RECORD, [messages, [ids[m] for m in messages], verdicts, workspace])
    return [Judged(case, decision, ids[case.id]) for case, decision in fresh]


def record_reviews(
    workspace: int, messages: Sequence[int], verdict: str, *, by: str, now: datetime
) -> dict[int, int]:
    """Write a person's decision on messages; return the decisions' ids."""
    if not messages:
        return {}
    count = len(messages)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT, [workspace, "", by, now, list(messages), [str(verdict)] * count, ["[]"] * count]
        )
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


def record_review(workspace: int, message: int, verdict: str, *, by: str, now: datetime) -> None:
    """Write a person's decision on a message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into moderation_decision (workspace_id, message_id, verdict, because, "
            "charter, by, at) values (%s, %s, %s, '[]', '', %s, %s) returning id",
            [workspace, message, verdict, by, now],
        )
        decision = cursor.fetchone()[0]
        cursor.execute(
            "update inbox_message set verdict = %s, decision_id = %s, reviewed_at = %s, "
            "state = case when state = 'held' then 'hidden' else state end "
            "where workspace_id = %s and id = %s",
            [verdict, decision, now, workspace, message],
        )


def _is_new(case: Case, decision: Decision) -> bool:
    return case.verdict != decision.verdict or case.because != because(decision)


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
        }
        for reason in decision.because
    ]
