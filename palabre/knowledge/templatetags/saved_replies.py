"""Saved replies beside the box to answer in."""

from __future__ import annotations

from typing import Any

from django import template

from palabre.knowledge.queries import list_saved_replies
from palabre.knowledge.variables import fill
from palabre.workspaces.models import Member, Workspace

register = template.Library()


@register.inclusion_tag("knowledge/picker.html")
def saved_replies(
    workspace: Workspace, member: Member, account: str, person: str
) -> dict[str, Any]:
    """Return the replies to pick from, those in the workspace's language first.

    The person stays a variable for the browser, who may have chosen another one since.
    """
    known = {"account": account, "member": member.name}
    replies = list_saved_replies(workspace.pk)
    replies.sort(key=lambda reply: reply.language != workspace.language)
    choices = []
    for reply in replies:
        text = fill(reply.text, known)
        whole = fill(text, {"person": person})
        choices.append({"reply": reply, "pattern": text, "text": whole})
    return {"choices": choices}
