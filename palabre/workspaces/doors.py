"""How every page begins: who asks, for which client, under row-level security."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.web.refusals import translate
from palabre.workspaces.models import Member, Workspace
from palabre.workspaces.present import Present
from palabre.workspaces.rights import Right

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Room:
    """The client that a request is for, who asks, what they may do there, and when."""

    workspace: Workspace
    present: Present
    rights: frozenset[Right]
    now: datetime

    @property
    def id(self) -> int:
        """Return the workspace's id."""
        return int(self.workspace.pk)


View = Callable[Concatenate[HttpRequest, Room, P], HttpResponseBase]
Page = Callable[..., HttpResponseBase]


def page(right: Right) -> Callable[[View[P]], Page]:
    """Make a page of a view: signed in, with this right, seeing one client's rows only.

    A refusal becomes a page of its own, or after a form, a notice on the page it came from.
    """

    def dress(view: View[P]) -> Page:
        @wraps(view)
        def answer(
            request: HttpRequest, workspace: str = "", *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if isinstance(request.user, Member) and request.user.first_password_at:
                return redirect("first_password")
            try:
                room = room_of(request, workspace, right)
                with workspace_scope([room.id]):
                    return view(request, room, *args, **kwargs)
            except Refused as refusal:
                return refuse(request, refusal)

        return answer

    return dress


def room_of(request: HttpRequest, slug: str, right: Right) -> Room:
    """Return the room that a request is for; `Refused` when it is not the member's."""
    present: Present = request.present  # type: ignore[attr-defined]
    workspace = present.workspace(slug, right)
    return Room(workspace, present, present.rights[int(workspace.pk)], clock.now())


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Show a refusal to the person."""
    sentence = translate(refusal.sentence)
    if request.method == "POST":
        messages.error(request, sentence)
        return redirect(way_back(request, "/"))
    context = {"sentence": sentence, "status": refusal.status}
    return render(request, "refused.html", context, status=refusal.status)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that a form came from."""
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return otherwise


def frame(room: Room, place: str) -> dict[str, Any]:
    """Return what the frame around every page shows. `place` names the page."""
    return {
        "room": room,
        "workspace": room.workspace,
        "place": place,
        "workspaces": list(room.present.workspaces.values()),
        "member": room.present.member,
        "can_manage": Right.MANAGE in room.rights,
        "can_audit": Right.AUDIT in room.rights,
        "now": room.now,
        "square": settings.DATA.read("running.json").get("square", ""),
    }
