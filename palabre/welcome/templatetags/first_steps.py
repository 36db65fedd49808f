"""The small reminder of the first steps, on every page until they are done."""

from __future__ import annotations

from typing import Any

from django import template

from palabre.welcome.queries import get_progress
from palabre.workspaces.clients import may_open_clients

register = template.Library()


@register.inclusion_tag("welcome/pill.html", takes_context=True)
def first_steps(context: dict[str, Any]) -> dict[str, Any]:
    """Return how far the member is at this client's desk."""
    room = context.get("room")
    if room is None:
        return {}
    progress = get_progress(room.id, room.present.member)
    return {"workspace": room.workspace, "progress": progress, "place": context.get("place")}


@register.simple_tag(takes_context=True)
def opens_clients(context: dict[str, Any]) -> bool:
    """Say whether the member may open a client."""
    room = context.get("room")
    return (
        room is not None
        and bool(context.get("can_manage"))
        and may_open_clients(room.present.member)
    )
