"""What the account's page shows of how it is listened to and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from palabre.channels.listening.leases import list_sources
from palabre.channels.models import Account, Gap
from palabre.channels.quotas import list_quotas
from palabre.channels.wording import say_reason, say_source
from palabre.connectors.registry import CONNECTORS

MOST_GAPS = 10
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source as the page tells it; `why` when it cannot be read.

    `looks` when it waits for something to follow: a live chat that is not on air.
    """

    name: str
    is_asked: bool
    looks: bool
    due_at: datetime
    seen_at: datetime | None
    connected_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap as the page tells it."""

    name: str
    since: datetime
    until: datetime
    filled_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class ShownLimit:
    """A limit of the network as the page tells it."""

    title: str
    used: int
    capacity: int
    resets_at: datetime
    is_told: bool


def show_listening(account: Account, *, language: str, now: datetime) -> dict[str, Any]:
    """Return the sources, gaps and limits of an account for its page."""
    workspace = account.workspace_id
    known = {one.name: one for one in CONNECTORS[account.network].sources}
    sources = [
        ShownSource(
            say_source(one.name),
            known[one.name].is_asked,
            known[one.name].is_look(one.cursor),
            one.due_at,
            one.seen_at,
            one.connected_at,
            say_reason(one.reason) if one.reason else "",
        )
        for one in list_sources(workspace, account.pk)
        if one.name in known
    ]
    return {
        "sources": sources,
        "can_be_read": any(one.is_asked for one in known.values()),
        "gaps": _gaps(account, now),
        "quotas": _limits(account, language, now),
    }


def _gaps(account: Account, now: datetime) -> Sequence[ShownGap]:
    found = Gap.objects.filter(
        workspace_id=account.workspace_id, account_id=account.pk, until__gt=now - SHOWN_FOR
    ).order_by("-until")[:MOST_GAPS]
    return [
        ShownGap(say_source(one.name), one.since, one.until, one.filled_at, say_reason(one.reason))
        for one in found
    ]


def _limits(account: Account, language: str, now: datetime) -> Sequence[ShownLimit]:
    quotas = list_quotas(account.workspace_id, account.pk, account.network, now=now)
    return [
        ShownLimit(
            limit.title.into(language), quota.used, quota.capacity, quota.resets_at, quota.is_told
        )
        for limit, quota in zip(CONNECTORS[account.network].limits, quotas, strict=True)
    ]
