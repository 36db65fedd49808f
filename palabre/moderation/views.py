"""What people decide on the inbox's pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palabre.engine.vocabulary import Verdict
from palabre.inbox.queries import get_message
from palabre.moderation.actions import review_message
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, page, way_back
from palabre.workspaces.rights import Right


@require_POST
@page(Right.MODERATE)
def review(request: HttpRequest, room: Room, message: int) -> HttpResponse:
    """Put a person's decision in place of the charter's."""
    asked = request.POST.get("verdict", "")
    if asked not in {Verdict.ALLOW, Verdict.HIDE}:
        raise Refused("A person decides allow or hide.", status=422)
    verdict = Verdict(asked)
    review_message(
        workspace=room.id, message=message, verdict=verdict, by=room.present.actor, now=room.now
    )
    said = {
        Verdict.ALLOW: _("Approved. It stays so whatever the charter says later."),
        Verdict.HIDE: _("Hidden by you. It stays so whatever the charter says later."),
    }
    messages.success(request, said[verdict])
    thread = get_message(room.id, message)["thread_id"]
    otherwise = reverse("conversation", args=[room.workspace.slug, thread])
    return redirect(way_back(request, otherwise))
