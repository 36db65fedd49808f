"""Changing a charter without writing it: a rule's mode by one control, a new rule by a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palabre.moderation.actions import change_charter
from palabre.moderation.charter_views import show_draft
from palabre.moderation.queries import get_charter, get_source
from palabre.moderation.reach import list_asked, show_reach
from palabre.moderation.rule_edits import MODES, add_rule, set_mode
from palabre.moderation.rule_form import RuleForm
from palabre.moderation.wording import MODES_TO_SET
from palabre.plumbing.errors import Refused
from palabre.web.refusals import translate
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_POST
@page(Right.MANAGE)
def rule_mode(request: HttpRequest, room: Room) -> HttpResponse:
    """Put a rule in another mode: a new version of the charter, in force at once."""
    number, source = get_source(room.id)
    if request.POST.get("number", "") != str(number):
        raise Refused("Somebody changed the charter meanwhile: look again.", status=409)
    rule, mode = request.POST.get("rule", ""), request.POST.get("mode", "")
    changed = set_mode(source, rule, mode if mode in MODES else "")
    if changed != source:
        detail = {"rule": rule, "mode": mode}
        change_charter(
            workspace=room.id, source=changed, by=room.present.actor, now=room.now, detail=detail
        )
        sentence = _("%(rule)s: %(mode)s, from the next message on.")
        messages.success(request, sentence % {"rule": rule, "mode": MODES_TO_SET[mode]})
    return redirect(reverse("charter", args=[room.workspace.slug]) + f"#rule-{rule}")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.MANAGE)
def new_rule(request: HttpRequest, room: Room) -> HttpResponse:
    """Ask for a rule in a form; it goes into the draft, and nothing is in force yet."""
    number, source = get_source(room.id)
    lists = [one.name for one in get_charter(room.id).lists]
    form = RuleForm(request.POST or None, lists=lists)
    context: dict[str, Any] = {"form": form, "refusal": ""}
    context |= {"reach": show_reach(room.id), "asked_of_networks": list_asked()}
    if request.method == "POST" and form.is_valid():
        try:
            changed = add_rule(source, form.read())
        except Refused as refusal:
            context["refusal"] = translate(refusal.sentence)
        else:
            return show_draft(request, room, changed, based_on=str(number), step="check")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "moderation/rule_form.html", frame(room, "charter") | context, status=status
    )
