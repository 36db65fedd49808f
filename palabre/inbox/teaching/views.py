"""The pages of what is taught: own intents, corrections, and correcting one message."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palabre.engine.learning.corrections import ANSWERS, INTENT, LEAST, NO, SENTIMENT, YES
from palabre.engine.learning.examples import ExamplesError, read_examples
from palabre.engine.understanding.vocabulary import LABELS
from palabre.inbox.filters import read_number
from palabre.inbox.models import TaughtKind, TaughtModel
from palabre.inbox.queries import get_message
from palabre.inbox.teaching.actions import (
    correct_message,
    learn_from_corrections,
    put_live,
    take_off,
    teach_intents,
)
from palabre.inbox.teaching.queries import count_corrections, get_corrections, list_taught
from palabre.inbox.teaching.wording import (
    list_answers,
    name_question,
    say_fault,
    tell_compared,
    tell_expected,
)
from palabre.inbox.understanding.wording import GRAVITY
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

MOST_BYTES = 10_000_000
PAGES = {TaughtKind.INTENTS: "own_intents", TaughtKind.CORRECTIONS: "corrections"}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.READ)
def own_intents(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the versions of the client's own intents; take examples for a new one."""
    text, faults = "", []
    if request.method == "POST":
        _need(room, Right.MANAGE)
        content = _sent(request)
        try:
            read_examples(content)
        except ExamplesError as problem:
            text = content.decode("utf-8", "replace")
            faults = [say_fault(one) for one in problem.faults]
        else:
            teach_intents(workspace=room.id, content=content, by=room.present.actor, now=room.now)
            messages.success(
                request, _("The examples are being learned: it takes a minute or two.")
            )
            return redirect("own_intents", room.workspace.slug)
    context = _versions(room, TaughtKind.INTENTS) | {"text": text, "faults": faults}
    return render(
        request, "inbox/own_intents.html", frame(room, "charter") | context,
        status=422 if faults else 200,
    )  # fmt: skip


def _sent(request: HttpRequest) -> bytes:
    """Return the examples that were uploaded, else those that were pasted."""
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > MOST_BYTES:
            raise Refused("The file has more than 10 MB.", status=422)
        return bytes(file.read())
    return request.POST.get("text", "").encode()


@require_safe
@page(Right.MODERATE)
def corrections(request: HttpRequest, room: Room) -> HttpResponse:
    """Show what people corrected, and what was learned from it."""
    counts = [
        {"name": name_question(row["about"]), "count": row["count"]}
        for row in count_corrections(room.id)
    ]
    context = _versions(room, TaughtKind.CORRECTIONS) | {"counts": counts, "least": LEAST}
    return render(request, "inbox/corrections.html", frame(room, "charter") | context)


@require_POST
@page(Right.MANAGE)
def learning(request: HttpRequest, room: Room) -> HttpResponse:
    """Learn from the corrections in a moment."""
    learn_from_corrections(workspace=room.id, by=room.present.actor, now=room.now)
    messages.success(request, _("The corrections are being learned: it takes a minute or two."))
    return redirect("corrections", room.workspace.slug)


@require_POST
@page(Right.MANAGE)
def taught_live(request: HttpRequest, room: Room, kind: str) -> HttpResponse:
    """Put a version live, or none of them."""
    if kind not in set(TaughtKind):
        raise Refused("This version is not here, or learned nothing.", status=404)
    number = read_number(request.POST.get("number", "")) or 0
    by, now = room.present.actor, room.now
    if number:
        put_live(workspace=room.id, kind=kind, number=number, by=by, now=now)
        messages.success(request, _("Live: messages that arrive from now on are read with it."))
    else:
        take_off(workspace=room.id, kind=kind, by=by, now=now)
        messages.success(request, _("Taken off: messages are read by the general models alone."))
    return redirect(PAGES[TaughtKind(kind)], room.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.MODERATE)
def correction(request: HttpRequest, room: Room, message: int) -> HttpResponse:
    """Ask what is right about a message, and keep it."""
    found = get_message(room.id, message)
    said = get_corrections(room.id, message)
    thought = _thought(found)
    if request.method == "POST":
        answers = _answers(request, thought, said)
        by, now = room.present.actor, room.now
        correct_message(workspace=room.id, message=message, answers=answers, by=by, now=now)
        messages.success(request, _("Thank you. It is kept to learn from."))
        otherwise = reverse("conversation", args=[room.workspace.slug, found["thread_id"]])
        return redirect(way_back(request, otherwise))
    context = {
        "message": found,
        "labels": [
            {"about": about, "name": name_question(about), "is_raised": answer == YES}
            for about, answer in ((one, said.get(one) or thought[one]) for one in GRAVITY)
        ],
        "choices": [
            {
                "about": about,
                "name": name_question(about),
                "answers": list_answers(about),
                "chosen": said.get(about) or thought[about],
            }
            for about in (SENTIMENT, INTENT)
        ],
        "is_said": bool(said),
    }
    return render(request, "inbox/correction.html", frame(room, "inbox") | context)


def _thought(found: dict[str, Any]) -> dict[str, str]:
    """Return what is understood of a message, as answers."""
    raised = set(found["risks"] or ())
    labels = {about: YES if about in raised else NO for about in LABELS}
    return labels | {SENTIMENT: found["mood"] or "neutral", INTENT: found["intent"] or "other"}


def _answers(request: HttpRequest, thought: dict[str, str], said: dict[str, str]) -> dict[str, str]:
    """Return what a person says: what they changed, and what was raised and they left."""
    if request.POST.get("gone"):
        return dict.fromkeys(said, "")
    raised = set(request.POST.getlist("label"))
    answers = {about: YES if about in raised else NO for about in LABELS}
    kept = {
        about: answer
        for about, answer in answers.items()
        if YES in (answer, thought[about]) or about in said
    }
    for about in (SENTIMENT, INTENT):
        chosen = request.POST.get(about, "")
        if chosen in ANSWERS[about]:
            kept[about] = chosen
    return kept


def _versions(room: Room, kind: TaughtKind) -> dict[str, Any]:
    """Return the versions of a kind as a page shows them."""
    found = list_taught(room.id, kind)
    names = name_actors({one.by for one in found}, room.workspace)
    return {
        "kind": kind.value,
        "versions": [_version(one, names[one.by]) for one in found],
        "is_waiting": any(one.learned_at is None for one in found),
        "has_live": any(one.is_live for one in found),
    }


def _version(one: TaughtModel, who: str) -> dict[str, Any]:
    is_intents = one.kind == TaughtKind.INTENTS
    expected = tell_expected(one.report) if is_intents else {}
    compared = [] if is_intents else tell_compared(one.report)
    return {
        "row": one,
        "who": who,
        "expected": expected,
        "compared": compared,
        "can_be_live": bool(expected) or any(told["is_promoted"] for told in compared),
    }


def _need(room: Room, right: Right) -> None:
    if right not in room.rights:
        raise Refused(f"Your role does not include the right to {right}.", status=403)
