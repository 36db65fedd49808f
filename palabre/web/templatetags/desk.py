"""What templates need to say times, draw icons and name people."""

from __future__ import annotations

import zlib
from datetime import datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from palabre.web import times

register = template.Library()
TINTS = 8


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
    zone = timezone.get_current_timezone()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        times.say_exactly(at, zone),
        times.say_moment(at, now, zone),
    )


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Return one of our drawings; words beside it name it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("palabre/icons.svg"),
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
        static("palabre/icons.svg"),
        f"network-{name}",
        title,
    )


@register.filter
def initials(name: str) -> str:
    """Return one or two first letters of a name."""
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def tint(name: str) -> int:
    """Return the number of a person's colour: the same name, the same colour."""
    return zlib.crc32(name.encode()) % TINTS
