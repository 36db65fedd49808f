"""The page of tasks by hand: done on the network, or not needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.channels.tasks import count_tasks, dismiss_task, finish_by_hand
from palabre.inbox.tasks import show_tasks
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.rights import Right


@require_safe
@page(Right.READ)
def tasks(request: HttpRequest, room: Room) -> HttpResponse:
    """Show what no program can do on a network, the oldest first."""
    context = frame(room, "tasks") | {
        "tasks": show_tasks(room.workspace),
        "waiting": count_tasks(room.id),
        "can_moderate": Right.MODERATE in room.rights,
        "back": request.get_full_path(),
    }
    return render(request, "inbox/tasks.html", context)


@require_POST
@page(Right.MODERATE)
def finish(request: HttpRequest, room: Room, act: int) -> HttpResponse:
    """Take a person's word that it is done there."""
    finish_by_hand(workspace=room.id, act=act, by=room.present.actor, now=room.now)
    messages.success(request, _("Noted: done on the network."))
    return _back(request, room)


@require_POST
@page(Right.MODERATE)
def dismiss(request: HttpRequest, room: Room, act: int) -> HttpResponse:
    """Put a task aside that is not needed."""
    dismiss_task(workspace=room.id, act=act, by=room.present.actor, now=room.now)
    messages.success(request, _("Put aside: nothing is asked of the network."))
    return _back(request, room)


def _back(request: HttpRequest, room: Room) -> HttpResponse:
    return redirect(way_back(request, reverse("tasks", args=[room.workspace.slug])))
