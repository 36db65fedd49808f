"""The page on which two persons are held for the same, with the evidence side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.people import pages
from palabre.people.finding import find_person
from palabre.people.merging import Pair, merge_people, undo_merge
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.rights import Right


@require_safe
@page(Right.ANSWER)
def same(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Show who may be the same person; `?with=` puts somebody beside them."""
    found = find_person(room.id, person)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    other = request.GET.get("with", "")
    number = int(other) if other.isdecimal() and len(other) < 19 else None
    context = frame(room, "people") | pages.show_same(room, found, words=words, other=number)
    return render(request, "people/same.html", context)


@require_POST
@page(Right.ANSWER)
def merge(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Hold two persons for the same."""
    other = request.POST.get("other", "")
    number = int(other) if other.isdecimal() and len(other) < 19 else 0
    made = merge_people(
        workspace=room.id, pair=Pair(person, number), by=room.present.actor, now=room.now
    )
    messages.success(request, _("Held for one person. u takes them apart again."))
    return redirect(reverse("person", args=[room.workspace.slug, made.person_id]))


@require_POST
@page(Right.ANSWER)
def undo(request: HttpRequest, room: Room, person: int, merge: int) -> HttpResponse:
    """Take two persons apart again."""
    find_person(room.id, person)
    undo_merge(workspace=room.id, merge=merge, by=room.present.actor, now=room.now)
    messages.success(request, _("Taken apart: each has again what was theirs."))
    return redirect(way_back(request, reverse("person", args=[room.workspace.slug, person])))
