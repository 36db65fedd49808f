"""Conversations put aside: they leave the queues and come back by time or by a message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from palabre.inbox.actions import close_thread
from palabre.inbox.models import Thread
from palabre.inbox.queries import Filter, get_counters, list_threads
from palabre.inbox.snooze import list_offers, snooze_thread, wake_thread
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, client, path, tell, text_of, thread_of
from tests.machinery.seeds import Client, comment

__all__ = ["client"]
PARIS = ZoneInfo("Europe/Paris")
QUEUES = ("open", "answer", "unassigned")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time in Paris in November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def snooze(client: Client, until: datetime | None = None) -> int:
    """Put the latest conversation aside until tomorrow."""
    thread, now = thread_of(client), clock.now()
    with workspace_scope([client.id]):
        until = until or now + timedelta(days=1)
        snooze_thread(workspace=client.id, thread=thread, until=until, by="member:1", now=now)
    return thread


def sizes(client: Client) -> dict[str, tuple[int, int]]:
    """Return what each view counts and what it lists."""
    with workspace_scope([client.id]):
        counters = get_counters(client.id)
        return {
            view: (counters[view], len(list_threads(client.id, Filter(view)).items))
            for view in (*QUEUES, "snoozed", "all", "closed")
        }


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (at(20, 10, 20), [at(20, 14), at(21, 9), at(23, 9)]),
        (at(20, 22), [at(21, 9), at(23, 9)]),
        (at(22, 10), [at(22, 13), at(23, 9)]),
        (at(23, 8), [at(23, 11), at(24, 9), at(30, 9)]),
    ],
)
def test_the_times_offered_suit_the_persons_day(now: datetime, offered: list[datetime]) -> None:
    assert [one.until for one in list_offers(now.astimezone(UTC), PARIS)] == offered


def test_a_snoozed_conversation_leaves_the_queues_and_its_time_brings_it_back(
    client: Client,
) -> None:
    tell(client, comment(20, "Une question ?", author="7020"))
    before = sizes(client)
    thread = snooze(client)
    during = sizes(client)
    assert during["snoozed"] == (1, 1)
    for view in QUEUES:
        count, length = before[view]
        assert during[view] == (count - 1, length - 1), view
    assert during["all"] == before["all"]
    with workspace_scope([client.id]):
        Thread.objects.filter(pk=thread).update(snoozed_until=clock.now() - timedelta(seconds=1))
    assert sizes(client) == before


def test_a_snoozed_conversation_comes_back_when_the_person_writes_or_it_is_taken_back(
    client: Client,
) -> None:
    tell(client, comment(20, "Une question ?", author="7020", at=100))
    before = sizes(client)
    thread = snooze(client)
    tell(client, comment(21, "Vous êtes là ?", parent=20, author="7020", at=200))
    assert sizes(client) == before
    snooze(client)
    with workspace_scope([client.id]):
        wake_thread(workspace=client.id, thread=thread, by="member:1", now=clock.now())
    assert sizes(client) == before


def test_times_past_or_far_away_and_closed_conversations_are_refused(client: Client) -> None:
    now = clock.now()
    for until in (now - timedelta(hours=1), now + timedelta(days=400)):
        with pytest.raises(Refused, match="within a year"):
            snooze(client, until)
    with workspace_scope([client.id]):
        close_thread(workspace=client.id, thread=thread_of(client), by="member:1", now=now)
    with pytest.raises(Refused, match="closed"):
        snooze(client)


def test_the_page_puts_aside_and_takes_back(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    offered = re.findall(r'name="until" value="([^"]+)"', browser.get(thread).content.decode())
    form = {"until": offered[-1], "back": thread}
    page = text_of(browser.post(thread + "snooze/", form, follow=True))
    assert "Reportée (" in page
    assert 'id="b-wake"' in page
    assert "badge-waiting" in text_of(browser.get(path(client, "?view=snoozed")))
    assert 'id="snooze"' in text_of(browser.post(thread + "waking/", {"back": thread}, follow=True))
    for wrong in ("", "monday", "2026-12-01T09:00:00", "9999-12-31T23:59:59+00:00"):
        form = {"until": wrong, "back": thread}
        answer = text_of(browser.post(thread + "snooze/", form, follow=True))
        assert "Choisissez un moment à venir" in answer, wrong
