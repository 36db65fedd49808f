"""The inbox's pages, and what people do on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.channels.actions import take_back
from palabre.channels.models import OutboxAct
from palabre.engine.vocabulary import Verb
from palabre.inbox.actions import close_thread, reopen_thread
from palabre.inbox.acts import TEXT_VERBS, Asked, act_on_message, is_ordered, right_of
from palabre.inbox.filters import read_asked, read_number
from palabre.inbox.forms import ActForm
from palabre.inbox.listing import show_list
from palabre.inbox.pane import show_pane
from palabre.inbox.presence import read_seen, refuse_if_answered
from palabre.inbox.queries import get_message
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.rights import Right

DRAFT = "draft"
PARTS = "Palabre-Parts"


@require_safe
@page(Right.READ)
def inbox(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the list of conversations."""
    context = frame(room, "inbox") | show_list(room, read_asked(request.GET))
    return render(request, "inbox/inbox.html", context | {"back": request.get_full_path()})


@require_safe
@page(Right.READ)
def conversation(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Show one conversation beside the list.

    A page that has the list already asks for the conversation alone, with the header
    `Palabre-Parts: pane`; `ahead` instead says that nobody looks at it yet.
    """
    target, asked = request.GET.get("reply", ""), read_asked(request.GET)
    parts = request.headers.get(PARTS, "")
    pane = show_pane(
        room,
        thread,
        target=int(target) if target.isdecimal() and len(target) < 19 else None,
        draft="" if parts == "ahead" else _take_draft(request, thread),
        is_long="long" in request.GET,
        words=asked.words,
    )
    address = _address(room, thread) + asked.query
    if "long" in request.GET:
        address += ("&" if asked.query else "?") + "long=1"
    pane["back"] = address
    if parts in {"pane", "ahead"}:
        home = reverse("inbox", args=[room.workspace.slug])
        context = frame(room, "inbox") | {"asked": asked, "home": home} | pane
        answer = render(request, "inbox/pane_alone.html", context)
    else:
        context = frame(room, "inbox") | pane | show_list(room, asked)
        answer = render(request, "inbox/inbox.html", context)
    patch_vary_headers(answer, [PARTS])
    return answer


@require_POST
@page(Right.READ)
def act(request: HttpRequest, room: Room, message: int) -> HttpResponse:
    """Order an act on a message. A refused text comes back as a draft."""
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Refused("Write something first.", status=422)
    verb, text = Verb(form.cleaned_data["verb"]), form.cleaned_data["text"]
    if right_of(verb) not in room.rights:
        raise Refused(f"Your role does not include the right to {verb}.", status=403)
    thread = get_message(room.id, message)["thread_id"]
    key = f"{form.cleaned_data['key']}:{verb}"
    said = text if verb in TEXT_VERBS else form.read_option("text")
    seconds = read_number(form.read_option("seconds")) or 0
    asked = Asked(message, verb, key, said, seconds)
    seen = read_seen(form.cleaned_data["seen"]) if verb in TEXT_VERBS else None
    by = room.present.actor
    try:
        if seen is not None and not is_ordered(room.id, key):
            refuse_if_answered(room.workspace, thread, seen, TEXT_VERBS, by=by)
        act_on_message(workspace=room.id, asked=asked, by=by, now=room.now)
    except Refused:
        if text:
            request.session[DRAFT] = {"thread": thread, "text": text}
        raise
    if form.cleaned_data["then"] == "close" and verb in TEXT_VERBS:
        close_thread(workspace=room.id, thread=thread, by=by, now=room.now)
        messages.success(request, _("Answered and closed."))
    return redirect(way_back(request, _address(room, thread)))


@require_POST
@page(Right.READ)
def take_back_act(request: HttpRequest, room: Room, act: int) -> HttpResponse:
    """Take an act back; the text of an answer comes back as a draft."""
    found = OutboxAct.objects.filter(workspace_id=room.id, pk=act).first()
    if found is None or right_of(Verb(found.verb)) not in room.rights:
        raise Refused("There is no such act.", status=404)
    take_back(workspace=room.id, act=act, by=room.present.actor, now=room.now)
    messages.success(request, _("Taken back, nothing was sent"))
    if found.thread_id is None:
        return redirect(way_back(request, reverse("inbox", args=[room.workspace.slug])))
    if found.text:
        request.session[DRAFT] = {"thread": found.thread_id, "text": found.text}
    return redirect(way_back(request, _address(room, found.thread_id)))


@require_POST
@page(Right.ANSWER)
def close(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Close a conversation."""
    close_thread(workspace=room.id, thread=thread, by=room.present.actor, now=room.now)
    messages.success(request, _("Conversation closed. A new message from the person reopens it."))
    return redirect(way_back(request, _address(room, thread)))


@require_POST
@page(Right.ANSWER)
def reopen(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Open a closed conversation again."""
    reopen_thread(workspace=room.id, thread=thread, by=room.present.actor, now=room.now)
    messages.success(request, _("Conversation reopened."))
    return redirect(way_back(request, _address(room, thread)))


def _address(room: Room, thread: int) -> str:
    return reverse("conversation", args=[room.workspace.slug, thread])


def _take_draft(request: HttpRequest, thread: int) -> str:
    """Return, once, the text that came back from an act that was not sent."""
    kept: Any = request.session.get(DRAFT)
    if not isinstance(kept, dict) or kept.get("thread") != thread:
        return ""
    del request.session[DRAFT]
    return str(kept.get("text", ""))
