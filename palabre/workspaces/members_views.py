"""The page of a client's members, for those who manage it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.distribution_views import show_distribution
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.members import (
    Act,
    change_role,
    close_access,
    invite,
    list_roles,
    open_access,
)
from palabre.workspaces.models import RoleKind
from palabre.workspaces.rights import Right
from palabre.workspaces.teams import LANGUAGES, TeamWish, keep_team, list_teams, remove_team
from palabre.workspaces.wording import name_language

KINDS = (
    (RoleKind.OWNER, gettext_lazy("owner")),
    (RoleKind.ADMINISTRATOR, gettext_lazy("administrator")),
    (RoleKind.EDITOR, gettext_lazy("editor: reads and answers")),
    (RoleKind.MODERATOR, gettext_lazy("moderator: answers, hides, decides")),
    (RoleKind.REVIEWER, gettext_lazy("reviewer: hides and decides")),
    (RoleKind.ANALYST, gettext_lazy("analyst: reads")),
    (RoleKind.CLIENT, gettext_lazy("client: reads")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.MANAGE)
def members(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the members; a form that is sent invites one and shows the first password once."""
    context = frame(room, "members") | {"kinds": KINDS}
    if request.method == "POST":
        email, name, kind = (
            request.POST.get(key, "").replace("\0", "") for key in ("email", "name", "kind")
        )
        invited, password = invite(act=_act(room), email=email, name=name, kind=kind)
        context |= {"invited": invited, "password": password}
    act = _act(room)
    context |= {"roles": list_roles(room.workspace), "leads": act.leads_everywhere()}
    context |= {
        "teams": list_teams(room.workspace),
        "colleagues": list_colleagues(room.workspace, right=Right.READ),
        "languages": [(code, name_language(code)) for code in LANGUAGES],
        **show_distribution(room),
    }
    answer = render(request, "workspaces/members.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@page(Right.MANAGE)
def role(request: HttpRequest, room: Room, role: int) -> HttpResponse:
    """Change a member's role, or their access."""
    step = request.POST.get("step", "")
    if step == "close":
        close_access(act=_act(room), role=role)
        messages.success(request, _("The access is closed; sessions and tokens have ended."))
    elif step == "open":
        open_access(act=_act(room), role=role)
        messages.success(request, _("The access is open again."))
    else:
        change_role(act=_act(room), role=role, kind=request.POST.get("kind", ""))
        messages.success(request, _("The role was changed."))
    return redirect(reverse("members", args=[room.workspace.slug]))


@require_POST
@page(Right.MANAGE)
def team(request: HttpRequest, room: Room, team: int | None = None) -> HttpResponse:
    """Make a team, change one, or take one away."""
    by = room.present.actor
    if team is not None and request.POST.get("step") == "remove":
        remove_team(workspace=room.workspace, team=team, by=by, now=room.now)
        messages.success(request, _("The team was removed; its members stay."))
    else:
        wish = TeamWish(
            name=request.POST.get("name", "").replace("\0", ""),
            languages=request.POST.getlist("language"),
            members=[int(one) for one in request.POST.getlist("member") if _is_number(one)],
        )
        keep_team(workspace=room.workspace, team=team, wish=wish, by=by, now=room.now)
        messages.success(request, _("The team is kept."))
    return redirect(reverse("members", args=[room.workspace.slug]) + "#teams")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _act(room: Room) -> Act:
    return Act(room.workspace, room.present.member, room.now)
