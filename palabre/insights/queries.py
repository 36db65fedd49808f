"""Questions about the last seven days of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from palabre.channels.models import Account
from palabre.inbox.queries import fetch

DAYS = timedelta(days=7)
STEPS = 28
"""A sparkline has a point each six hours."""
LATEST_TEXTS = 2_000
MOST_THREADS = 20_000
VOLUME = """
    select account_id,
        least(%(steps)s - 1, floor(extract(epoch from sent_at - %(since)s) / %(step)s))::int
            as step,
        count(*) filter (where direction = 'in') as received,
        count(*) filter (where direction = 'out') as sent,
        count(*) filter (where direction = 'in' and state in ('hidden', 'held')) as hidden,
        count(*) filter (where direction = 'in' and state in ('hidden', 'held')
            and reviewed_at is null and verdict in ('hide', 'hold')) as hidden_by_charter
    from inbox_message
    where workspace_id = %(workspace)s and sent_at > %(since)s and sent_at <= %(now)s
    group by 1, 2
"""
ANSWERED = """
    select count(*) as asked, count(*) filter (where exists (
        select 1 from inbox_message m where m.workspace_id = %(workspace)s
            and m.thread_id = t.id and m.direction = 'out')) as answered
    from (
        select id from inbox_thread where workspace_id = %(workspace)s
            and last_at > %(since)s and last_inbound_at > %(since)s and last_at <= %(now)s
        order by last_at desc limit %(most)s
    ) t
"""
TEXTS = """
    select text from inbox_message
    where workspace_id = %(workspace)s and sent_at > %(since)s and sent_at <= %(now)s
        and direction = 'in' and state = 'visible' and verdict not in ('hide', 'hold', 'delete')
    order by sent_at desc limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class AccountVolume:
    """What one account received, sent and hid; `steps` counts messages received over time."""

    account: Account
    received: int
    sent: int
    hidden: int
    hidden_by_charter: int
    steps: Sequence[int]


def list_account_volumes(workspace: int, *, now: datetime) -> list[AccountVolume]:
    """Return the volume of every account, the busiest first."""
    since = now - DAYS
    step = DAYS.total_seconds() / STEPS
    values = {"workspace": workspace, "since": since, "now": now, "steps": STEPS, "step": step}
    rows = fetch(VOLUME, values)
    volumes = []
    for account in Account.objects.filter(workspace_id=workspace).order_by("network", "name"):
        mine = [row for row in rows if row["account_id"] == account.pk]
        steps = [0] * STEPS
        for row in mine:
            steps[row["step"]] += row["received"]
        received, sent, hidden, by_charter = (
            sum(row[name] for row in mine)
            for name in ("received", "sent", "hidden", "hidden_by_charter")
        )
        volumes.append(AccountVolume(account, received, sent, hidden, by_charter, steps))
    return sorted(volumes, key=lambda one: -one.received)


def count_answered(workspace: int, *, now: datetime) -> tuple[int, int]:
    """Return in how many conversations people wrote, and how many of them hold an answer.

    Over the latest 20,000 conversations of the seven days.
    """
    values = {"workspace": workspace, "since": now - DAYS, "now": now, "most": MOST_THREADS}
    row = fetch(ANSWERED, values)[0]
    return row["asked"], row["answered"]


def list_latest_texts(workspace: int, *, now: datetime) -> list[str]:
    """Return the latest visible texts of people, 2,000 at most."""
    values = {"workspace": workspace, "since": now - DAYS, "now": now, "most": LATEST_TEXTS}
    return [row["text"] for row in fetch(TEXTS, values)]
