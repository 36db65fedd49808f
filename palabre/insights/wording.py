"""Numbers, shares and times to wait, as people say them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palabre.web.times import NARROW, is_french


def say_number(number: int) -> str:
    """Return a number with its thousands apart, as the language writes it."""
    return f"{number:,}".replace(",", NARROW) if is_french() else f"{number:,}"


def say_share(part: int, whole: int) -> str:
    """Return a share in percent, as the language writes it."""
    share = round(100 * part / whole) if whole else 0
    return f"{share}{NARROW}%" if is_french() else f"{share}%"


def say_duration(seconds: float) -> str:
    """Return a time to wait, rounded to what a person would say."""
    whole = max(1, round(seconds))
    if whole < 60:
        return _("{n} s").format(n=whole)
    if whole < 5400:
        return _("{n} min").format(n=round(whole / 60))
    if whole < 129_600:
        return _("{n} h").format(n=round(whole / 3600))
    return _("{n} d").format(n=round(whole / 86400))
