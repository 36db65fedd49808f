"""Who gets new conversations, and a member's own switch between available and away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from palabre.engine.distribution import Mode
from palabre.workspaces.distribution import (
    DistributionWish,
    get_distribution,
    is_available,
    keep_distribution,
    list_recipients,
    set_availability,
)
from palabre.workspaces.doors import Room, page, way_back
from palabre.workspaces.rights import Right

MODES = (
    (
        Mode.OFF,
        gettext_lazy("Nobody by itself"),
        gettext_lazy("They wait in Unassigned until somebody takes them."),
    ),
    (
        Mode.ROUND_ROBIN,
        gettext_lazy("Each in turn"),
        gettext_lazy("Everybody who is available gets one before anybody gets a second."),
    ),
    (
        Mode.LEAST_LOADED,
        gettext_lazy("Whoever has the fewest"),
        gettext_lazy("The fewest open conversations among those who are available."),
    ),
)


def show_distribution(room: Room) -> dict[str, Any]:
    """Return how new conversations are given out, for the page of members."""
    recipients = list_recipients(room.workspace)
    return {
        "distribution": get_distribution(room.workspace),
        "modes": MODES,
        "recipients": [one for one in recipients if is_available(one)],
        "absent": [one for one in recipients if not is_available(one)],
    }


@require_POST
@page(Right.MANAGE)
def distribution(request: HttpRequest, room: Room) -> HttpResponse:
    """Keep who gets new conversations."""
    team = request.POST.get("team", "")
    is_number = team.isascii() and team.isdecimal() and len(team) < 19
    wish = DistributionWish(
        mode=request.POST.get("mode", ""),
        team=int(team) if is_number else None,
        by_language="by_language" in request.POST,
    )
    by = room.present.actor
    keep_distribution(workspace=room.workspace, wish=wish, by=by, now=room.now)
    messages.success(request, _("It is kept: it holds for the conversations to come."))
    return redirect(reverse("members", args=[room.workspace.slug]) + "#distribution")


@require_POST
@page(Right.ANSWER)
def availability(request: HttpRequest, room: Room) -> HttpResponse:
    """Let a member say that they are available, or away."""
    is_available = request.POST.get("available") == "yes"
    member = room.present.member
    set_availability(
        workspace=room.workspace, member=member, is_available=is_available, now=room.now
    )
    if is_available:
        messages.success(request, _("You are available: new conversations may come to you."))
    else:
        messages.success(request, _("You are away: no new conversation comes to you."))
    return redirect(way_back(request, reverse("inbox", args=[room.workspace.slug])))
