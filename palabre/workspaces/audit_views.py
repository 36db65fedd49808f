"""The page of the audit log: looked through, verified, taken away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.workspaces.audit import verify_audit
from palabre.workspaces.audit_reading import Sought, export_lines, export_table, find_entries
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.members import list_roles
from palabre.workspaces.models import AuditEntry
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right
from palabre.workspaces.wording import ACTIONS, VERBS, describe_entry

SHOWN = 100
EXPORTS = {
    "ndjson": (export_lines, "application/x-ndjson"),
    "csv": (export_table, "text/csv; charset=utf-8"),
}


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
    """Show the last entries that the address asks for; `?before=` goes further back."""
    sought = Sought.of(request.GET)
    zone = timezone.get_current_timezone()
    entries = find_entries(room.id, sought, zone=zone).order_by("-number")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        entries = entries.filter(number__lt=int(before))
    found = list(entries[: SHOWN + 1])
    context = frame(room, "audit") | {
        "lines": _lines(found[:SHOWN], room),
        "more": found[SHOWN - 1].number if len(found) > SHOWN else None,
        "is_first": not before,
        "sought": sought,
        "query": urlencode(sought.query()),
        "actors": _actors(room),
        "actions": _actions(),
    }
    return render(request, "workspaces/audit.html", context)


def _lines(entries: list[AuditEntry], room: Room) -> list[Line]:
    names = name_actors({entry.actor for entry in entries}, room.workspace)
    return [
        Line(
            entry=entry,
            who=names[entry.actor],
            what=describe_entry(entry.action, entry.subject),
            detail=json.dumps(entry.detail, ensure_ascii=False, indent=1) if entry.detail else "",
        )
        for entry in entries
    ]


def _actors(room: Room) -> list[tuple[str, str]]:
    """Return whom the log can be looked through for."""
    members = {f"member:{one.member_id}": one.member.name for one in list_roles(room.workspace)}
    return [*members.items(), ("charter:", _("the charter")), ("command line", "palabre")]


def _actions() -> list[tuple[str, str]]:
    """Return what the log can be looked through for: acts on networks, and other deeds."""
    acts = [(f"{verb}.", str(words)) for verb, words in VERBS.items()]
    deeds = [(action, str(words)) for action, words in ACTIONS.items()]
    return sorted(acts + deeds, key=lambda one: one[1])


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


@require_safe
@page(Right.AUDIT)
def export(request: HttpRequest, room: Room, form: str) -> StreamingHttpResponse:
    """Send the entries that the address asks for, the oldest first, with the chain's hashes."""
    if form not in EXPORTS:
        raise Http404
    give, content_type = EXPORTS[form]
    rows = give(room.id, Sought.of(request.GET), zone=timezone.get_current_timezone())
    answer = StreamingHttpResponse(rows, content_type=content_type)
    name = f"audit-{room.workspace.slug}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
