"""Figures of the last days: volume by hour and the time to a first answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from palabre.channels.queries import count_ledger
from palabre.inbox.queries import fetch, get_counters

DAYS = timedelta(days=7)
HOURS = """
    select h.hour, n.received, n.sent, n.hidden
    from generate_series(date_trunc('hour', %(since)s), %(now)s, interval '1 hour') h (hour)
    cross join lateral (
        select count(*) as messages,
            count(*) filter (where direction = 'in') as received,
            count(*) filter (where direction = 'out') as sent,
            count(*) filter (where state in ('hidden', 'held')) as hidden
        from inbox_message
        where workspace_id = %(workspace)s and sent_at >= h.hour
            and sent_at < h.hour + interval '1 hour'
            and sent_at > %(since)s and sent_at <= %(now)s
    ) n
    where n.messages > 0 order by h.hour
"""
"""Each hour is a range of the index, so that nothing is sorted."""
ANSWERS = """
    with answered as (
        select distinct thread_id from inbox_message
        where workspace_id = %(workspace)s and sent_at > %(since)s and direction = 'out'
    ), firsts as materialized (
        select (select min(m.sent_at) from inbox_message m where m.workspace_id = %(workspace)s
                and m.thread_id = a.thread_id and m.direction = 'out') as answered,
            (select min(m.sent_at) from inbox_message m where m.workspace_id = %(workspace)s
                and m.thread_id = a.thread_id and m.direction = 'in') as asked
        from answered a
    )
    select count(*) as answered,
        percentile_cont(0.5) within group (
            order by extract(epoch from answered - asked)) as median,
        percentile_cont(0.9) within group (
            order by extract(epoch from answered - asked)) as p90
    from firsts where answered >= asked
"""
"""`message_of_thread` gives a thread's first question and first answer without the rest of it."""


def list_hours(workspace: int, *, since: datetime, now: datetime) -> list[dict[str, Any]]:
    """Return the hours with any message: received, sent, hidden, by the network's times."""
    return fetch(HOURS, {"workspace": workspace, "since": since, "now": now})


def get_figures(workspace: int, *, now: datetime) -> dict[str, Any]:
    """Return counters, hours and first answers (seconds, interpolated centiles)."""
    values = {"workspace": workspace, "since": now - DAYS, "now": now}
    answers = fetch(ANSWERS, values)[0]
    return {
        "counters": get_counters(workspace),
        "ledger": count_ledger(workspace),
        "hours": list_hours(workspace, since=now - DAYS, now=now),
        "answered": answers["answered"],
        "first_answer_median_seconds": _seconds(answers["median"]),
        "first_answer_p90_seconds": _seconds(answers["p90"]),
    }


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)
