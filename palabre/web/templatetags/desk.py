"""What templates need to say times, draw icons and name people."""

from __future__ import annotations

import zlib
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from palabre.web import client_files, times

register = template.Library()
TINTS = 8
MOST_STARS = 5


@register.simple_tag
def age(at: datetime, now: datetime) -> SafeString:
    """Return how long ago, with the exact time on hover."""
    zone = timezone.get_current_timezone()
    return format_html(
        '<time class="age" data-age datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        times.say_exactly(at, zone),
        times.say_age(at, now, zone),
    )


@register.simple_tag
def moment(at: datetime, now: datetime) -> SafeString:
    """Return the time of day, with the exact time on hover."""
    return _time(at, times.say_moment(at, now, timezone.get_current_timezone()))


@register.simple_tag
def day(at: datetime) -> SafeString:
    """Return the day with its year, with the exact time on hover."""
    return _time(at, times.say_day(at, timezone.get_current_timezone()))


def _time(at: datetime, said: str) -> SafeString:
    exactly = times.say_exactly(at, timezone.get_current_timezone())
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exactly, said)


@register.filter
def number(count: int) -> str:
    """Return a count with its thousands told apart, as the language writes it."""
    return number_format(count, force_grouping=True)


@register.simple_tag
def client_styles() -> SafeString:
    """Return the links to the font and the style sheets, for the head of every page."""
    letters = format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        client_files.font(),
    )
    sheets = ((address,) for address in client_files.styles())
    return letters + format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@register.simple_tag
def client_script() -> SafeString:
    """Return the desk's script."""
    return format_html('<script type="module" src="{}"></script>', client_files.script())


@register.simple_tag
def drawings() -> str:
    """Return the address of the file with the icons."""
    return client_files.drawings()


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Return an icon by its name at Lucide; words beside it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        client_files.drawings(),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=200)
def network(name: str, title: str) -> SafeString:
    """Return a network's glyph with its name for screen readers."""
    return format_html(
        '<span class="glyph glyph-{}" title="{}"><svg aria-hidden="true"><use href="{}#{}"/></svg>'
        '<span class="unseen">{}</span></span>',
        name,
        title,
        client_files.drawings(),
        f"network-{name}",
        title,
    )


@register.simple_tag
def stars(count: int) -> SafeString:
    """Return a review's stars, which are read out as a number."""
    said = _("%(count)s stars of 5") % {"count": count}
    drawn = "★" * count + "☆" * (MOST_STARS - count)
    return format_html('<span role="img" aria-label="{}" title="{}">{}</span>', said, said, drawn)


@register.filter
def initials(name: str) -> str:
    """Return one or two first letters of a name."""
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def tint(name: str) -> int:
    """Return the number of a person's colour: the same name, the same colour."""
    return zlib.crc32(name.encode()) % TINTS
