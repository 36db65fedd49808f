"""One limiter for each account and limit of its network, kept where every process sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from palabre.channels.models import Quota
from palabre.connectors.limits import Limit, Seen
from palabre.connectors.registry import CONNECTORS

TAKE = """
    insert into channels_quota as q
        (workspace_id, account_id, name, used, capacity, resets_at, is_told)
    values (%(workspace)s, %(account)s, %(name)s, %(points)s, %(capacity)s, %(ends)s, false)
    on conflict (workspace_id, account_id, name) do update set
        used = case when q.resets_at <= %(now)s then excluded.used else q.used + excluded.used end,
        capacity = case when q.resets_at <= %(now)s then excluded.capacity else q.capacity end,
        is_told = q.is_told and q.resets_at > %(now)s,
        resets_at = case when q.resets_at <= %(now)s then excluded.resets_at else q.resets_at end
    where q.resets_at <= %(now)s or q.used + excluded.used <= q.capacity
    returning 1
"""
TELL = """
    insert into channels_quota as q
        (workspace_id, account_id, name, used, capacity, resets_at, is_told)
    values (%s, %s, %s, %s, %s, %s, true)
    on conflict (workspace_id, account_id, name) do update set
        used = excluded.used, capacity = excluded.capacity, resets_at = excluded.resets_at,
        is_told = true
    where excluded.resets_at >= q.resets_at or not q.is_told
"""


def take(
    workspace: int, account: int, network: str, costs: Mapping[str, int], *, now: datetime
) -> datetime | None:
    """Draw from an account's limits before a call; None, or when to try again and nothing drawn.

    Call it in the workspace's scope. Of a limit of our whole app, a client may draw its share:
    what is left, divided by the clients that use the network, and at least one act.
    """
    limits = [(limit, costs[limit.name]) for limit in _limits(network) if costs.get(limit.name)]
    for limit, points in limits:
        if limit.is_shared and not _has_share(workspace, account, network, limit, points, now):
            return limit.end_of_window(now)
    taken: list[tuple[Limit, int]] = []
    for limit, points in limits:
        if not _take_one(workspace, account, limit, points, now):
            _put_back(workspace, account, taken)
            return _resets_at(workspace, account, limit, now)
        taken.append((limit, points))
    return None


def tell(workspace: int, account: int, seen: Sequence[Seen]) -> None:
    """Put the network's own count in place of ours; call it in the workspace's scope."""
    with connection.cursor() as cursor:
        for one in {told.name: told for told in seen}.values():
            used = max(0, one.capacity - one.remaining)
            cursor.execute(TELL, [workspace, account, one.name, used, one.capacity, one.resets_at])


def list_quotas(workspace: int, account: int, network: str, *, now: datetime) -> Sequence[Quota]:
    """Return how each of the network's limits stands for an account; unused ones are full."""
    found = {
        one.name: one
        for one in Quota.objects.filter(
            workspace_id=workspace, account_id=account, resets_at__gt=now
        )
    }
    return [
        found.get(limit.name)
        or Quota(
            workspace_id=workspace,
            account_id=account,
            name=limit.name,
            used=0,
            capacity=limit.capacity,
            resets_at=now,
        )
        for limit in _limits(network)
    ]


def _limits(network: str) -> Sequence[Limit]:
    return CONNECTORS[network].limits


def _take_one(workspace: int, account: int, limit: Limit, points: int, now: datetime) -> bool:
    values: dict[str, int | str | datetime] = {
        "workspace": workspace,
        "account": account,
        "name": limit.name,
        "points": points,
        "capacity": limit.capacity,
        "ends": limit.end_of_window(now),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        return cursor.fetchone() is not None


def _put_back(workspace: int, account: int, taken: Sequence[tuple[Limit, int]]) -> None:
    with connection.cursor() as cursor:
        for limit, points in taken:
            cursor.execute(
                "update channels_quota set used = greatest(0, used - %s) "
                "where workspace_id = %s and account_id = %s and name = %s",
                [points, workspace, account, limit.name],
            )


def _resets_at(workspace: int, account: int, limit: Limit, now: datetime) -> datetime:
    known = Quota.objects.filter(workspace_id=workspace, account_id=account, name=limit.name)
    return known.values_list("resets_at", flat=True).first() or limit.end_of_window(now)


def _has_share(
    workspace: int, account: int, network: str, limit: Limit, points: int, now: datetime
) -> bool:
    """Say whether this client may draw: the whole has room, and its own part is not used up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select palabre_drawn(%s, %s, %s), palabre_sharers(%s)",
            [network, limit.name, now, network],
        )
        drawn, sharers = cursor.fetchone()
    own = sum(
        Quota.objects.filter(
            workspace_id=workspace, name=limit.name, account__network=network, resets_at__gt=now
        ).values_list("used", flat=True)
    )
    part = limit.capacity // max(1, sharers)
    return bool(drawn + points <= limit.capacity and own + points <= max(part, points))
