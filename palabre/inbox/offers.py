"""The times that are offered to put a conversation aside, as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from palabre.inbox.snooze import list_offers
from palabre.inbox.wording import OFFERS
from palabre.web.times import say_clock


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A time with its words; `value` is what the form sends."""

    name: str
    title: str
    clock: str
    value: str


def show_offers(now: datetime) -> Sequence[ShownOffer]:
    """Return the times that suit now, in the zone of who asks."""
    zone = timezone.get_current_timezone()
    return [
        ShownOffer(
            one.name, str(OFFERS[one.name]), say_clock(one.until, zone), one.until.isoformat()
        )
        for one in list_offers(now, zone)
    ]
