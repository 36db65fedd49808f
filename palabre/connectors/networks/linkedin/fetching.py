"""Fetching from LinkedIn what its webhook may have missed.

Source: LinkedIn's manual of `organizationalEntityNotifications`, kept for 60 days. The cursor is
the time, in milliseconds, of the latest that was read.
"""

from __future__ import annotations

from datetime import timedelta

import httpx

from palabre.connectors.contract import Change, Credentials
from palabre.connectors.networks.linkedin import urns
from palabre.connectors.networks.linkedin.client import call
from palabre.connectors.networks.linkedin.incoming import fetched
from palabre.connectors.reading import count_of, millis, objects
from palabre.connectors.sources import Ask, Page, Source

NOTIFICATIONS = "notifications"
SOURCES = (Source(NOTIFICATIONS, every=timedelta(minutes=10), past=timedelta(days=30)),)
ACTIONS = "COMMENT,ADMIN_COMMENT,COMMENT_EDIT,COMMENT_DELETE,SHARE_MENTION"
PAGE = 100
MOST_PAGES = 50
AGAIN = timedelta(minutes=10)
"""How far a reading goes back behind the last one: what was late to appear is met again."""


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return the notifications since the last one that was read."""
    latest = int(ask.cursor) if ask.cursor.isdigit() else 0
    since = millis(ask.since)
    start = max(since, latest - int(AGAIN.total_seconds() * 1000)) if latest else since
    until = millis(ask.now)
    changes: list[Change] = []
    for number in range(MOST_PAGES):
        path = address(credentials.external_id, start, until, first=number * PAGE, most=PAGE)
        found = objects((await call(client, "GET", path, credentials)).get("elements"))
        changes += [fetched(one) for one in found]
        latest = max([latest, *(count_of(one.get("lastModifiedAt")) or 0 for one in found)])
        if len(found) < PAGE:
            return Page(changes[::-1], str(latest) if latest else "")
    return Page(changes[::-1], str(latest), has_gap=True)


def address(account: str, start: int, until: int, *, first: int, most: int) -> str:
    """Return the path that asks for notifications, with brackets as Rest.li wants them."""
    return (
        "organizationalEntityNotifications?q=criteria"
        f"&actions=List({ACTIONS})"
        f"&organizationalEntity={urns.escaped(urns.organization(account))}"
        f"&timeRange=(start:{start},end:{until})&start={first}&count={most}"
    )
