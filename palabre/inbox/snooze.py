"""Putting a conversation aside until a time, or until the person writes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from palabre.inbox.models import Thread
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

LONGEST = timedelta(days=366)
LATER = timedelta(hours=3)
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that a conversation may be put aside until. `name` is today, tomorrow or monday."""

    name: str
    until: datetime


def list_offers(now: datetime, zone: tzinfo) -> Sequence[Offer]:
    """Return the times that suit now, in a person's zone, the soonest first.

    Later today is three hours from now, on the next full hour, while that is today.
    """
    here = now.astimezone(zone)
    later = (here + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)
    offers = [Offer("today", later)] if later.date() == here.date() else []
    tomorrow = here.date() + timedelta(days=1)
    monday = here.date() + timedelta(days=7 - here.weekday())
    offers.append(Offer("tomorrow", datetime.combine(tomorrow, MORNING, zone)))
    if monday != tomorrow:
        offers.append(Offer("monday", datetime.combine(monday, MORNING, zone)))
    return offers


def snooze_thread(*, workspace: int, thread: int, until: datetime, by: str, now: datetime) -> None:
    """Put an open conversation aside until a time; the person's next message ends it sooner."""
    check_until(until, now)
    found = _find(workspace, thread)
    if not found.is_open:
        raise Refused("This conversation is closed: reopen it first.")
    _set(found, until)
    detail = {"until": until.isoformat()}
    write_audit(workspace, [Entry(by, "snooze", f"thread:{thread}", detail)], now=now)


def check_until(until: datetime, now: datetime) -> None:
    """Refuse a time that is past or too far away."""
    if not now < until <= now + LONGEST:
        raise Refused("Choose a time to come, within a year.", status=422)


def wake_thread(*, workspace: int, thread: int, by: str, now: datetime) -> None:
    """Take a conversation back before its time."""
    _set(_find(workspace, thread), None)
    write_audit(workspace, [Entry(by, "wake", f"thread:{thread}")], now=now)


def _find(workspace: int, thread: int) -> Thread:
    take_turn(workspace)
    found = Thread.objects.filter(workspace_id=workspace, id=thread).first()
    if found is None:
        raise Refused("This conversation is not here.", status=404)
    return found


def _set(thread: Thread, until: datetime | None) -> None:
    found = Thread.objects.filter(workspace_id=thread.workspace_id, id=thread.pk)
    found.update(snoozed_until=until)
    stream.tell(thread.workspace_id, [thread.pk])
