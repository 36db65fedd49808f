"""What members say of decisions: said beside a message, read and made tests of on the charter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.inbox.queries import get_message
from palabre.moderation.charter_views import show_draft
from palabre.moderation.draft_tests import NewTest, add_tests
from palabre.moderation.feedback import (
    Said,
    What,
    count_wrong,
    give_feedback,
    list_feedback,
    take_back_feedback,
)
from palabre.moderation.queries import get_charter, get_source
from palabre.moderation.wording import FAULTS, in_language
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

ROWS = 50


@require_POST
@page(Right.MODERATE)
def feedback(request: HttpRequest, room: Room, message: int) -> HttpResponse:
    """Keep what the member says of the decision on a message, or take it back."""
    by, now = room.present.actor, room.now
    thread = get_message(room.id, message)["thread_id"]
    if request.POST.get("gone"):
        take_back_feedback(workspace=room.id, message=message, by=by, now=now)
        messages.success(request, _("Taken back. What you decided on the message stays."))
    else:
        asked = request.POST.get("what", "")
        if asked not in set(What):
            raise Refused("Say what is wrong: shown, hidden or the reason.", status=422)
        said = Said(What(asked), request.POST.get("words", "").replace("\0", ""))
        give_feedback(workspace=room.id, message=message, said=said, by=by, now=now)
    otherwise = reverse("conversation", args=[room.workspace.slug, thread])
    return redirect(way_back(request, otherwise))


@require_safe
@page(Right.MODERATE)
def charter_feedback(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the decisions that members said were wrong: of one rule, or all."""
    charter = get_charter(room.id)
    rules = {rule.name: in_language(rule.texts) for rule in charter.rules}
    rule = request.GET.get("rule", "")
    what = request.GET.get("what", "")
    what = what if what in set(What) else ""
    rows, following = list_feedback(
        room.id, rule=rule, what=what, cursor=request.GET.get("cursor", ""), limit=ROWS
    )
    names = name_actors({row["by"] for row in rows}, room.workspace)
    context = frame(room, "charter") | {
        "rule": rule,
        "what": what,
        "title": rules.get(rule, rule),
        "figures": count_wrong(room.id, now=room.now).get(rule),
        "rows": [_row(row, names[row["by"]]) for row in rows],
        "next": following,
        "rules": rules.items(),
        "can_test": Right.MANAGE in room.rights and (not rule or rule in rules),
    }
    return render(request, "moderation/feedback.html", context)


def _row(row: dict[str, Any], who: str) -> dict[str, Any]:
    return row | {"who": who, "said": FAULTS[row["what"]], "can_test": bool(row["text"].strip())}


@require_POST
@page(Right.MANAGE)
def charter_tests(request: HttpRequest, room: Room) -> HttpResponse:
    """Open the draft with the chosen messages as tests of a rule; nothing is in force yet."""
    number, source = get_source(room.id)
    chosen = {int(one) for one in request.POST.getlist("message") if _is_number(one)}
    if not chosen:
        raise Refused("Choose a message first.", status=422)
    must_fire = request.POST.get("expect") == "fire"
    tests = [
        NewTest(get_message(room.id, one)["text"], must_fire=must_fire) for one in sorted(chosen)
    ]
    changed = add_tests(source, request.POST.get("rule", ""), tests)
    return show_draft(request, room, changed, based_on=str(number), step="check")


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
