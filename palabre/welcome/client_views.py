"""The path on which an owner sets a new client up; each step is kept as it is done."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palabre.channels.connecting_views import choices, connect, form_of
from palabre.channels.models import Account
from palabre.channels.wording import say_finding
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused
from palabre.web.refusals import translate
from palabre.welcome.actions import begin_setup, finish_setup
from palabre.welcome.queries import get_setup_steps, list_unfinished
from palabre.workspaces.clients import ClientWish, may_open_clients, rename_client
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.members import Act, give_access, invite, list_firm, list_roles
from palabre.workspaces.models import RoleKind
from palabre.workspaces.rights import Right

ways = require_http_methods(["GET", "HEAD", "POST"])
ROLES = (
    (RoleKind.ADMINISTRATOR, gettext_lazy("Manages"), gettext_lazy("accounts, members, charter")),
    (RoleKind.MODERATOR, gettext_lazy("Answers"), gettext_lazy("answers, hides, decides")),
    (RoleKind.CLIENT, gettext_lazy("Reads"), gettext_lazy("the client: reads everything")),
)


def _show(request: HttpRequest, room: Room, step: str, **more: Any) -> HttpResponse:
    _check(room)
    context = frame(room, "new_client") | {"step": step, "begun": step != "new"}
    if step != "new":
        context["steps"] = get_setup_steps(room.workspace)
    answer = render(request, f"welcome/client_{more.pop('page', step)}.html", context | more)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _check(room: Room) -> None:
    if not may_open_clients(room.present.member):
        raise Refused("Only an owner of the organisation opens a client.", status=403)


def _to(step: str, slug: str) -> HttpResponse:
    return redirect(reverse(f"client_{step}", args=[slug]))


def _wish(request: HttpRequest) -> ClientWish:
    names = ("name", "language", "time_zone")
    return ClientWish(*(request.POST.get(name, "").replace("\0", "") for name in names))


@ways
@page(Right.MANAGE)
def new(request: HttpRequest, room: Room) -> HttpResponse:
    """Ask for a new client's name; the clients that are not set up to the end stand beside it."""
    refusal = ""
    if request.method == "POST":
        try:
            made = begin_setup(by=room.present.member, wish=_wish(request), now=room.now)
            return _to("roles", made.slug)
        except Refused as refused:
            refusal = translate(refused.sentence)
    unfinished = list_unfinished(list(room.present.workspaces.values()))
    told = _wish(request) if request.method == "POST" else ClientWish("", room.workspace.language)
    return _show(
        request, room, "new", page="name", unfinished=unfinished, told=told, refusal=refusal,
        **_choices(),
    )  # fmt: skip


@ways
@page(Right.MANAGE)
def name(request: HttpRequest, room: Room) -> HttpResponse:
    """Let the client be called otherwise."""
    refusal, workspace = "", room.workspace
    told = ClientWish(workspace.name, workspace.language, workspace.time_zone)
    if request.method == "POST":
        told = _wish(request)
        try:
            rename_client(workspace=workspace, by=room.present.member, wish=told, now=room.now)
            return _to("roles", workspace.slug)
        except Refused as refused:
            refusal = translate(refused.sentence)
    return _show(request, room, "name", told=told, refusal=refusal, **_choices())


def _choices() -> dict[str, Any]:
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return {"languages": settings.LANGUAGES, "zones": zones}


@ways
@page(Right.MANAGE)
def roles(request: HttpRequest, room: Room) -> HttpResponse:
    """Say who manages, answers and reads: members of the firm, or somebody who is invited."""
    _check(room)
    shown: dict[str, Any] = {}
    if request.method == "POST":
        act = Act(room.workspace, room.present.member, room.now)
        email, told, kind, member = (
            request.POST.get(key, "").replace("\0", "")
            for key in ("email", "name", "kind", "member")
        )
        try:
            if member.isascii() and member.isdecimal() and len(member) < 19:
                give_access(act=act, member=int(member), kind=kind)
            else:
                invited, password = invite(act=act, email=email, name=told, kind=kind)
                shown = {"invited": invited, "password": password}
        except Refused as refused:
            shown = {"refusal": translate(refused.sentence)}
    have = [one for one in list_roles(room.workspace) if one.workspace_id == room.id]
    groups = [
        (kind, title, lesson, [one.member for one in have if one.kind == kind])
        for kind, title, lesson in ROLES
    ]
    return _show(request, room, "roles", groups=groups, firm=list_firm(room.workspace), **shown)


@ways
@page(Right.MANAGE)
def account(request: HttpRequest, room: Room) -> HttpResponse:
    """Connect the client's first account, or go on without."""
    _check(room)
    network, refusal = request.GET.get("network", ""), ""
    if request.method == "POST":
        try:
            connect(room, request.POST, desk=request.build_absolute_uri("/"))
            return _to("check", room.workspace.slug)
        except Refused as refused:
            network, refusal = request.POST.get("network", ""), translate(refused.sentence)
    chosen = CONNECTORS.get(network)
    form = form_of(request, room, chosen) if chosen else {}
    connected = Account.objects.filter(workspace_id=room.id).order_by("id")
    more = choices(chosen) | form | {"connected": connected, "refusal": refusal}
    return _show(request, room, "account", **more)


@ways
@page(Right.MANAGE)
def check(request: HttpRequest, room: Room) -> HttpResponse:
    """Show what the networks let the client's accounts do."""
    accounts = Account.objects.filter(workspace_id=room.id).exclude(state="disconnected")
    found = [
        (
            one,
            CONNECTORS[one.network].title,
            [(told["is_fine"], say_finding(told)) for told in one.findings],
        )
        for one in accounts.order_by("id")
    ]
    return _show(request, room, "check", accounts=found)


@ways
@page(Right.MANAGE)
def done(request: HttpRequest, room: Room) -> HttpResponse:
    """Sum up what is there; a form that is sent ends the path."""
    if request.method == "POST":
        finish_setup(workspace=room.id, by=room.present.member, now=room.now)
        messages.success(request, _("The client is set up."))
        return redirect(reverse("inbox", args=[room.workspace.slug]))
    return _show(request, room, "done")
