"""Times as people say them, in French and in English.

The language is the active one unless given; times are shown in the zone they are given in.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

NARROW = "\u202f"
"""The narrow no-break space of French typography."""


def is_french() -> bool:
    """Say whether the active language is French."""
    return (translation.get_language() or "en").startswith("fr")


def say_clock(at: datetime, zone: tzinfo) -> str:
    """Return the time of day: « 14 h 05 », 14:05."""
    local = at.astimezone(zone)
    if is_french():
        return f"{local.hour}{NARROW}h{NARROW}{local.minute:02d}"
    return f"{local.hour:02d}:{local.minute:02d}"


def say_day(at: datetime, zone: tzinfo, *, short: bool = False) -> str:
    """Return the day: « 3 mars 2026 », 3 March 2026; the short form has no year."""
    local = at.astimezone(zone)
    month = str((MONTHS_3 if short else MONTHS)[local.month]).lower()
    if not is_french():
        month = month.capitalize()
    return f"{local.day} {month}" if short else f"{local.day} {month} {local.year}"


def say_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the time of day, with its day when that is not today, and its year when not this."""
    clock = say_clock(at, zone)
    if at.astimezone(zone).date() == now.astimezone(zone).date():
        return clock
    return f"{say_day(at, zone, short=_is_same_year(at, now, zone))}, {clock}"


def say_exactly(at: datetime, zone: tzinfo) -> str:
    """Return the day and the time of day in full."""
    return _("%(day)s at %(clock)s") % {"day": say_day(at, zone), "clock": say_clock(at, zone)}


def say_age(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago, in a word or two; after a week, the day, with its year when not this."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return _("now")
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    if seconds < 86400:
        return _("{n} h").format(n=seconds // 3600)
    if seconds < 7 * 86400:
        return _("{n} d").format(n=seconds // 86400)
    return say_day(at, zone, short=_is_same_year(at, now, zone))


def _is_same_year(at: datetime, now: datetime, zone: tzinfo) -> bool:
    return at.astimezone(zone).year == now.astimezone(zone).year
