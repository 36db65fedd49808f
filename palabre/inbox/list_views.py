"""What people do with the list as a whole: views that they save."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.inbox.filters import read_number
from palabre.inbox.saved_views import (
    Wish,
    get_saved_view,
    list_removed_views,
    list_saved_views,
    may_change,
    put_view_back,
    remove_view,
    save_view,
    viewer_of,
)
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_safe
@page(Right.READ)
def saved_views(request: HttpRequest, room: Room) -> HttpResponse:
    """Show a member's saved views: to rename, share, order and remove."""
    viewer = viewer_of(room)
    found = [(one, may_change(viewer, one)) for one in list_saved_views(viewer)]
    context = frame(room, "saved_views") | {
        "groups": [
            (_("Shared with the team"), [one for one in found if one[0].is_shared]),
            (_("Yours alone"), [one for one in found if not one[0].is_shared]),
        ],
        "removed": list_removed_views(viewer, now=room.now),
        "can_share": viewer.is_team,
        "home": reverse("inbox", args=[room.workspace.slug]),
    }
    return render(request, "inbox/saved_views.html", context)


@require_POST
@page(Right.READ)
def keep_view(request: HttpRequest, room: Room) -> HttpResponse:
    """Keep the present view under a name."""
    form = request.POST
    wish = Wish(form.get("name", ""), form.get("query", ""), bool(form.get("shared")))
    kept = save_view(viewer_of(room), wish, now=room.now)
    messages.success(request, _("View kept."))
    return redirect(_address(room, kept.query, kept.pk))


@require_POST
@page(Right.READ)
def change_view(request: HttpRequest, room: Room, saved_view: int) -> HttpResponse:
    """Rename, share, move or refill a view: what the form does not say stays."""
    viewer, form = viewer_of(room), request.POST
    kept = get_saved_view(viewer, saved_view)
    place = form.get("place", "")
    wish = Wish(
        name=form.get("name", kept.name),
        query=form.get("query", kept.query),
        is_shared=bool(form.get("shared")) if "name" in form else kept.is_shared,
        place=(read_number(place) or 0) if place else None,
    )
    kept = save_view(viewer, wish, now=room.now, view=saved_view)
    messages.success(request, _("View kept."))
    if "query" in form:
        return redirect(_address(room, kept.query, kept.pk))
    return redirect("saved_views", room.workspace.slug)


@require_POST
@page(Right.READ)
def drop_view(request: HttpRequest, room: Room, saved_view: int) -> HttpResponse:
    """Remove a view; the page offers to put it back."""
    remove_view(viewer_of(room), saved_view, now=room.now)
    messages.success(request, _("View removed. It can be put back below."))
    return redirect("saved_views", room.workspace.slug)


@require_POST
@page(Right.READ)
def return_view(request: HttpRequest, room: Room, saved_view: int) -> HttpResponse:
    """Put a removed view back."""
    put_view_back(viewer_of(room), saved_view, now=room.now)
    messages.success(request, _("View put back."))
    return redirect("saved_views", room.workspace.slug)


def _address(room: Room, query: str, view: int) -> str:
    home = reverse("inbox", args=[room.workspace.slug])
    return f"{home}?{query}{'&' if query else ''}saved={view}"
