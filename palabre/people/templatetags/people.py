"""The person beside a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template

from palabre.people.context import show_context
from palabre.workspaces.models import Workspace

register = template.Library()


@register.inclusion_tag("people/context.html")
def person_beside(workspace: Workspace, thread: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what is known of the person of a conversation; nothing when nobody is known."""
    known = show_context(workspace.pk, thread["person_id"], thread["id"])
    return known | {"workspace": workspace, "now": now}
