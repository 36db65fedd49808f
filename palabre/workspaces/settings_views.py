"""The settings of a member: language, time zone, password, tokens."""

from __future__ import annotations

import zoneinfo

from django.conf import settings as desk
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from palabre.plumbing.errors import Refused
from palabre.workspaces.actions import (
    change_password,
    make_token,
    revoke_token,
    settle,
)
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.models import Token
from palabre.workspaces.rights import Right

SCOPES = (
    ("read", gettext_lazy("read")),
    ("write", gettext_lazy("write")),
    ("manage", gettext_lazy("manage")),
)

THEMES = (
    ("", "device", gettext_lazy("As the device")),
    ("light", "light", gettext_lazy("Light")),
    ("dark", "dark", gettext_lazy("Dark")),
)
DENSITIES = (
    ("", "comfortable", gettext_lazy("Comfortable")),
    ("compact", "compact", gettext_lazy("Compact")),
)


@require_safe
@page(Right.READ)
def settings(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the member's settings."""
    return _show(request, room)


@require_POST
@page(Right.READ)
def read_as(request: HttpRequest, room: Room) -> HttpResponse:
    """Keep the member's language and time zone."""
    member = room.present.member
    language, time_zone = (request.POST.get(name, "") for name in ("language", "time_zone"))
    settle(member=member, language=language, time_zone=time_zone, now=room.now)
    messages.success(request, _("Kept."))
    answer = redirect(way_back(request, _home(room)))
    answer.set_cookie(desk.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    return answer


@require_POST
@page(Right.READ)
def password(request: HttpRequest, room: Room) -> HttpResponse:
    """Change the member's password; this session goes on."""
    member = room.present.member
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    change_password(member=member, old=old, new=new)
    update_session_auth_hash(request, member)
    messages.success(request, _("The password was changed. Your other sessions have ended."))
    return redirect(_home(room))


@require_POST
@page(Right.READ)
def tokens(request: HttpRequest, room: Room) -> HttpResponse:
    """Make a token and show it, this once."""
    name = request.POST.get("name", "").replace("\0", "").strip()[:200]
    scope = request.POST.get("scope", "")
    if not name or scope not in dict(SCOPES):
        raise Refused("Give the token a name and a scope.", status=422)
    secret = make_token(member=room.present.member, name=name, scopes=[scope], now=room.now)
    answer = _show(request, room, secret=secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@page(Right.READ)
def revoke(request: HttpRequest, room: Room, token: int) -> HttpResponse:
    """End a token of the member's."""
    revoke_token(member=room.present.member, token=token, now=room.now)
    messages.success(request, _("Revoked. It opens nothing any more."))
    return redirect(_home(room))


def _show(request: HttpRequest, room: Room, *, secret: str = "") -> HttpResponse:
    mine = Token.objects.filter(member=room.present.member, revoked_at=None).order_by("-id")
    context = frame(room, "settings") | {
        "languages": desk.LANGUAGES,
        "zones": sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone),
        "tokens": list(mine[:100]),
        "scopes": SCOPES,
        "themes": THEMES,
        "densities": DENSITIES,
        "secret": secret,
        "home": _home(room),
    }
    return render(request, "workspaces/settings.html", context)


def _home(room: Room) -> str:
    return reverse("settings", args=[room.workspace.slug])
