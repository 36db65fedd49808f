"""The page of dead letters: read, try again, put aside, take away."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from palabre.channels.actions import (
    bring_back_dead_letters,
    dismiss_dead_letters,
    replay_dead_letters,
)
from palabre.channels.letters import (
    Wanted,
    count_reasons,
    export_letters,
    find_letters,
    list_letters,
)
from palabre.channels.models import Account
from palabre.channels.queries import count_ledger
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right

SHOWN = 100
MOST_AT_ONCE = 10_000


@require_safe
@page(Right.MANAGE)
def letters(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the arrivals that could not be understood, the latest first."""
    wanted = _wanted(request.GET)
    context = frame(room, "letters") | {
        "letters": list_letters(room.id, wanted, most=SHOWN),
        "ledger": count_ledger(room.id),
        "found": find_letters(room.id, wanted).count(),
        "wanted": wanted,
        "query": _query(wanted),
        "reasons": count_reasons(room.id),
        "accounts": Account.objects.filter(workspace_id=room.id).order_by("network", "name"),
        "dismissed": _number(request.GET.get("dismissed", "")),
    }
    return render(request, "channels/letters.html", context)


@require_POST
@page(Right.MANAGE)
def replay(request: HttpRequest, room: Room) -> HttpResponse:
    """Put one dead letter, those shown by the filter, or all back in the queue of arrivals."""
    asked = request.POST.get("letter", "")
    one = _number(asked)
    wanted = _wanted(request.POST)
    if asked and one is None:
        return _back(room, wanted)
    chosen = [one] if one is not None else []
    if not chosen and not wanted.is_all:
        chosen = list(find_letters(room.id, wanted).values_list("id", flat=True)[:MOST_AT_ONCE])
    count = 0
    if chosen or wanted.is_all:
        count = replay_dead_letters(
            workspace=room.id, letters=chosen, by=room.present.actor, now=room.now
        )
    sentence = ngettext(
        "%(count)s letter was put back in the queue. It returns here if it still cannot be read.",
        "%(count)s letters were put back in the queue. Those that still cannot be read return "
        "here.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return _back(room, wanted)


@require_POST
@page(Right.MANAGE)
def dismiss(request: HttpRequest, room: Room) -> HttpResponse:
    """Put a dead letter aside, or bring it back."""
    letter, wanted = _number(request.POST.get("letter", "")), _wanted(request.POST)
    if letter is None:
        return _back(room, wanted)
    by, now = room.present.actor, room.now
    if request.POST.get("step") == "back":
        bring_back_dead_letters(workspace=room.id, letters=[letter], by=by, now=now)
        messages.success(request, _("The letter is here again."))
        return _back(room, wanted)
    count = dismiss_dead_letters(workspace=room.id, letters=[letter], by=by, now=now)
    return _back(room, wanted, **({"dismissed": letter} if count else {}))


@require_safe
@page(Right.MANAGE)
def export(request: HttpRequest, room: Room) -> StreamingHttpResponse:
    """Send dead letters as lines of JSON."""
    lines = export_letters(room.id, _wanted(request.GET))
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    name = f"dead-letters-{room.workspace.slug}.ndjson"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _wanted(query: Mapping[str, str]) -> Wanted:
    reason = str(query.get("reason", "")).replace("\0", "")[:1000]
    return Wanted(_number(str(query.get("account", ""))), reason)


def _query(wanted: Wanted) -> str:
    values = {"account": wanted.account, "reason": wanted.reason}
    return urlencode({key: value for key, value in values.items() if value})


def _back(room: Room, wanted: Wanted, **more: int) -> HttpResponse:
    query = "&".join(part for part in (_query(wanted), urlencode(more)) if part)
    address = reverse("letters", args=[room.workspace.slug])
    return redirect(f"{address}?{query}" if query else address)
