"""How an account does: what arrived in a day, what waits, what its network refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

HOURS = 24
MOST_FAILURES = 3
ARRIVALS = """
    select account_id, width_bucket(extract(epoch from received_at)::float8,
        extract(epoch from %(since)s::timestamptz)::float8,
        extract(epoch from %(now)s::timestamptz)::float8, 24) as hour, count(*)
    from channels_ledgerentry
    where workspace_id = %(workspace)s and account_id = any(%(accounts)s)
        and received_at > %(since)s and received_at <= %(now)s
    group by 1, 2
"""
ACTS = """
    select account_id, count(*) filter (where state in ('waiting', 'sending', 'unknown')),
        count(*) filter (where state = 'sign_in'),
        count(*) filter (where state = 'refused' and done_at > %(since)s),
        count(*) filter (where state = 'done' and done_at > %(hour)s)
    from channels_outboxact
    where workspace_id = %(workspace)s and account_id = any(%(accounts)s)
        and (done_at is null or done_at > %(since)s)
    group by 1
"""
FAILURES = """
    select account_id, reason, count(*), max(done_at) from channels_outboxact
    where workspace_id = %(workspace)s and account_id = any(%(accounts)s)
        and state = 'refused' and done_at > %(since)s
    group by 1, 2 order by 4 desc
"""


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a network refused for one reason in the last day, and when last."""

    reason: str
    count: int
    last_at: datetime


@dataclass(slots=True)
class Health:
    """How one account does; the last day's arrivals by the hour, the oldest hour first."""

    hours: list[int] = field(default_factory=lambda: [0] * HOURS)
    waiting: int = 0
    stopped: int = 0
    refused: int = 0
    done_last_hour: int = 0
    failures: list[Failures] = field(default_factory=list)

    @property
    def arrived(self) -> int:
        """Return how many events arrived in the last day."""
        return sum(self.hours)


def get_health(workspace: int, accounts: Sequence[int], *, now: datetime) -> Mapping[int, Health]:
    """Return how each of a client's accounts does."""
    found = {account: Health() for account in accounts}
    values: dict[str, int | datetime | list[int]] = {
        "accounts": list(accounts),
        "workspace": workspace,
        "since": now - timedelta(hours=HOURS),
        "hour": now - timedelta(hours=1),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS, values)
        for account, hour, count in cursor.fetchall():
            found[account].hours[min(max(hour, 1), HOURS) - 1] += count
        cursor.execute(ACTS, values)
        for account, waiting, stopped, refused, done in cursor.fetchall():
            health = found[account]
            health.waiting, health.stopped = waiting, stopped
            health.refused, health.done_last_hour = refused, done
        cursor.execute(FAILURES, values)
        for account, reason, count, last_at in cursor.fetchall():
            if len(found[account].failures) < MOST_FAILURES:
                found[account].failures.append(Failures(reason, count, last_at))
    return found
