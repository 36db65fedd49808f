"""How many tasks wait for a hand, beside their link on every page."""

from __future__ import annotations

from typing import Any

from django import template

from palabre.channels.tasks import count_tasks

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_tasks(context: dict[str, Any]) -> int:
    """Return how many acts of this client wait for a person's hand."""
    room = context.get("room")
    return count_tasks(room.id) if room is not None else 0
