"""The pages of saved replies: list, add, change, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palabre.knowledge.actions import Wording, remove_reply, save_reply
from palabre.knowledge.queries import get_saved_reply, list_saved_replies
from palabre.plumbing.errors import Refused
from palabre.web.refusals import translate
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.READ)
def saved_replies(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the saved replies; a form that is sent keeps a new one."""
    if request.method == "POST":
        return _save(request, room, None)
    wording = Wording("", "", "", room.workspace.language)
    return _show(request, room, {"wording": wording})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.ANSWER)
def saved_reply(request: HttpRequest, room: Room, saved_reply: int) -> HttpResponse:
    """Show one saved reply to change it."""
    kept = get_saved_reply(room.id, saved_reply)
    if request.method == "POST":
        return _save(request, room, saved_reply)
    return _show(request, room, {"wording": kept, "changed": kept})


@require_POST
@page(Right.ANSWER)
def remove(request: HttpRequest, room: Room, saved_reply: int) -> HttpResponse:
    """Remove a saved reply."""
    remove_reply(workspace=room.id, reply=saved_reply, by=room.present.actor, now=room.now)
    messages.success(request, _("Removed. What was sent with it stays."))
    return redirect(_home(room))


def _save(request: HttpRequest, room: Room, reply: int | None) -> HttpResponse:
    """Keep what the form says, or show it again with what is wrong."""
    if Right.ANSWER not in room.rights:
        raise Refused(f"Your role does not include the right to {Right.ANSWER}.", status=403)
    names = ("title", "shortcut", "text", "language")
    wording = Wording(*(request.POST.get(name, "").replace("\0", "") for name in names))
    try:
        save_reply(
            workspace=room.id, wording=wording, by=room.present.actor, now=room.now, reply=reply
        )
    except Refused as refusal:
        changed = get_saved_reply(room.id, reply) if reply else None
        context = {"wording": wording, "wrong": translate(refusal.sentence), "changed": changed}
        return _show(request, room, context, status=422)
    messages.success(request, _("Kept. Type / in an answer to use it."))
    return redirect(_home(room))


def _show(
    request: HttpRequest, room: Room, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = frame(room, "saved_replies") | {
        "replies": list_saved_replies(room.id),
        "can_answer": Right.ANSWER in room.rights,
    } | context  # fmt: skip
    return render(request, "knowledge/saved_replies.html", context, status=status)


def _home(room: Room) -> str:
    return reverse("saved_replies", args=[room.workspace.slug])
