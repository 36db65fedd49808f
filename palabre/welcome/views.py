"""The page of the first steps."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.welcome.actions import dismiss_first_steps, note_opened
from palabre.welcome.queries import find_first_waiting, get_progress
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_safe
@page(Right.READ)
def welcome(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the four first steps and which are done."""
    progress = get_progress(room.id, room.present.member)
    context = frame(room, "welcome") | {
        "progress": progress,
        "waiting": find_first_waiting(room.id),
        "can_answer": Right.ANSWER in room.rights,
        "languages": settings.LANGUAGES,
        "zones": sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone),
    }
    return render(request, "welcome/welcome.html", context)


@require_POST
@page(Right.READ)
def open_first(request: HttpRequest, room: Room) -> HttpResponse:
    """Open the conversation that has waited longest."""
    thread = find_first_waiting(room.id)
    if thread is None:
        messages.success(request, _("Nobody waits for an answer."))
        return redirect(reverse("inbox", args=[room.workspace.slug]))
    note_opened(workspace=room.id, member=room.present.member.pk, now=room.now)
    return redirect(reverse("conversation", args=[room.workspace.slug, thread]))


@require_POST
@page(Right.READ)
def dismiss(request: HttpRequest, room: Room) -> HttpResponse:
    """Stop showing the first steps."""
    dismiss_first_steps(workspace=room.id, member=room.present.member.pk, now=room.now)
    return redirect(reverse("inbox", args=[room.workspace.slug]))
