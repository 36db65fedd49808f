"""The pages of the charter: read it, try it, change it, go back to an older version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palabre.moderation.actions import change_charter
from palabre.moderation.drafts import Examined, examine, list_differences, rehearse, try_text
from palabre.moderation.feedback import count_missed, count_wrong
from palabre.moderation.queries import get_charter, get_source, get_version, list_versions
from palabre.moderation.reach import list_asked, show_reach
from palabre.moderation.wording import show_rules
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

SHOWN_FAILURES = 10


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.READ)
def charter(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the charter in force; a text that is sent is tried, nothing is kept of it."""
    in_force = get_charter(room.id)
    number, _source = get_source(room.id)
    text = request.POST.get("text", "").replace("\0", "")
    context = frame(room, "charter") | {
        "charter": in_force,
        "rules": show_rules(in_force, count_wrong(room.id, now=room.now)),
        "missed": count_missed(room.id, now=room.now),
        "can_moderate": Right.MODERATE in room.rights,
        "number": number,
        "versions": _versions(room),
        "text": text,
        "trial": try_text(room.id, text, in_force) if text.strip() else None,
        "reach": show_reach(room.id),
        "asked_of_networks": list_asked(),
    }
    return render(request, "moderation/charter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.MANAGE)
def draft(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the charter as text; check it, try it, and put it in force when it is sound."""
    number, in_force = get_source(room.id)
    if request.method != "POST":
        context = {"source": in_force, "number": number}
        return render(request, "moderation/draft.html", frame(room, "charter") | context)
    source = request.POST.get("source", "").replace("\r\n", "\n").replace("\0", "")
    based_on, step = request.POST.get("number", ""), request.POST.get("step", "check")
    return show_draft(request, room, source, based_on=based_on, step=step)


def show_draft(
    request: HttpRequest, room: Room, source: str, *, based_on: str, step: str
) -> HttpResponse:
    """Show what is found in a draft; put it in force when that is asked and it is sound."""
    number, in_force = get_source(room.id)
    examined = examine(source)
    is_overtaken, is_same = based_on != str(number), source == in_force
    if step == "save" and examined.is_sound and not is_overtaken and not is_same:
        return _put_in_force(request, room, source)
    context = {
        "source": source,
        "number": based_on,
        "latest": number,
        "is_overtaken": is_overtaken,
        "is_same": is_same,
        "step": step,
        "text": request.POST.get("text", "").replace("\0", ""),
    } | _told(room, examined, step)
    if examined.charter is not None and str(context["text"]).strip():
        context["trial"] = try_text(room.id, str(context["text"]), examined.charter)
    status = 200 if examined.is_sound and not is_overtaken else 422
    return render(request, "moderation/draft.html", frame(room, "charter") | context, status=status)


def _told(room: Room, examined: Examined, step: str) -> dict[str, Any]:
    """Return what the page says of a draft."""
    told: dict[str, Any] = {
        "examined": examined,
        "failures": examined.failures[:SHOWN_FAILURES],
        "fault_line": examined.fault.line if examined.fault else 0,
    }
    if examined.failures:
        told["fault_line"] = examined.failures[0].line
    if examined.charter is not None:
        told["tests"] = sum(len(rule.examples) for rule in examined.charter.rules)
        told["rules"] = len(examined.charter.rules)
        if step == "rehearse":
            in_force = get_charter(room.id)
            told["rehearsal"] = rehearse(room.id, examined.charter, in_force=in_force)
    return told


@require_safe
@page(Right.READ)
def version(request: HttpRequest, room: Room) -> HttpResponse:
    """Show one version, and what differs from another one."""
    latest, _source = get_source(room.id)
    number = _number(request.GET.get("number", ""), latest)
    against = _number(request.GET.get("against", ""), max(number - 1, 0))
    source = get_version(room.id, number)
    context = frame(room, "charter") | {
        "number": number,
        "against": against,
        "latest": latest,
        "source": source,
        "lines": list_differences(get_version(room.id, against), source),
        "versions": _versions(room),
    }
    return render(request, "moderation/version.html", context)


@require_POST
@page(Right.MANAGE)
def go_back(request: HttpRequest, room: Room) -> HttpResponse:
    """Put an older version in force again, as a new version."""
    number = _number(request.POST.get("number", ""), -1)
    return _put_in_force(request, room, get_version(room.id, number))


def _put_in_force(request: HttpRequest, room: Room, source: str) -> HttpResponse:
    made = change_charter(workspace=room.id, source=source, by=room.present.actor, now=room.now)
    sentence = _("Version %(number)s is in force. It decides on what arrives from now on.")
    messages.success(request, sentence % {"number": made.number})
    return redirect(reverse("charter", args=[room.workspace.slug]))


def _versions(room: Room) -> list[dict[str, Any]]:
    """Return the versions with who made them."""
    versions = list_versions(room.id)
    names = name_actors({one.by for one in versions}, room.workspace)
    return [{"number": one.number, "at": one.created_at, "who": names[one.by]} for one in versions]


def _number(text: str, otherwise: int) -> int:
    """Return the number of a version that an address names."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
