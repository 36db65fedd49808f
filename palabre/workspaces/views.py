"""Pages of members and of what was done: sign-in, language, the audit log."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.workspaces.actions import choose_language as remember_language
from palabre.workspaces.audit import verify_audit
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.forms import SignInForm
from palabre.workspaces.models import AuditEntry, Member
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right
from palabre.workspaces.wording import describe_entry

SHOWN = 100


class SignIn(LoginView):
    """Asks for e-mail and password."""

    form_class = SignInForm
    template_name = "workspaces/sign_in.html"
    redirect_authenticated_user = True


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: in a cookie, and with the member who is signed in."""
    answer = redirect(way_back(request, "/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax"
        )
        if isinstance(request.user, Member):
            remember_language(member=request.user, language=language)
    return answer


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the log as the page shows it."""

    entry: AuditEntry
    who: str
    what: str
    detail: str


@require_safe
@page(Right.AUDIT)
def audit(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the last entries of the log; `?before=` goes further back."""
    entries = AuditEntry.objects.filter(workspace_id=room.id).order_by("-number")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(number__lt=int(before))
    found = list(entries[: SHOWN + 1])
    names = name_actors({entry.actor for entry in found}, room.workspace)
    lines = [
        Line(
            entry=entry,
            who=names[entry.actor],
            what=describe_entry(entry.action, entry.subject),
            detail=json.dumps(entry.detail, ensure_ascii=False, indent=1) if entry.detail else "",
        )
        for entry in found[:SHOWN]
    ]
    more = found[SHOWN - 1].number if len(found) > SHOWN else None
    context = frame(room, "audit") | {"lines": lines, "more": more, "is_first": not before}
    return render(request, "workspaces/audit.html", context)


@require_POST
@page(Right.AUDIT)
def verify(request: HttpRequest, room: Room) -> HttpResponse:
    """Check the whole log against its hashes, and say what was found."""
    count, faults = verify_audit(room.id)
    if not faults:
        sentence = _("The log is whole: %(count)s entries, each one matches its hash.")
        messages.success(request, sentence % {"count": count})
    else:
        sentence = _("The log was changed: %(faults)s faults, the first at entry %(number)s.")
        values = {"faults": len(faults), "number": faults[0].number}
        messages.error(request, sentence % values)
    return redirect(reverse("audit", args=[room.workspace.slug]))
