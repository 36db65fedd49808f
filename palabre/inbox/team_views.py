"""What a team does with a conversation on its page."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palabre.inbox.assignment import assign_thread, unassign_thread
from palabre.inbox.labels import label_message, unlabel_message
from palabre.inbox.mentions import read_mentions
from palabre.inbox.notes import write_note
from palabre.inbox.presence import tell_presence
from palabre.inbox.queries import get_message
from palabre.inbox.reading import mark_read
from palabre.inbox.snooze import snooze_thread, wake_thread
from palabre.plumbing.errors import Refused
from palabre.web.times import say_moment
from palabre.workspaces.doors import Room, page, way_back
from palabre.workspaces.rights import Right


@require_POST
@page(Right.ANSWER)
def assign(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Give a conversation to a member, or back to everybody."""
    member, by = request.POST.get("member", ""), room.present.actor
    if member.isdecimal() and len(member) < 19:
        assign_thread(
            workspace=room.workspace, thread=thread, member=int(member), by=by, now=room.now
        )
        messages.success(request, _("Conversation assigned."))
    else:
        unassign_thread(workspace=room.workspace, thread=thread, by=by, now=room.now)
        messages.success(request, _("Conversation given back to everybody."))
    return _back(request, room, thread)


@require_POST
@page(Right.READ)
def presence(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Tell the team what the member does in a conversation."""
    doing, member = request.POST.get("doing", ""), room.present.member
    try:
        tell_presence(workspace=room.workspace, thread=thread, member=member, doing=doing)
        mark_read(room.id, thread, member=member.pk)
        if doing != "leaves":
            read_mentions(workspace=room.id, thread=thread, member=member.pk, now=room.now)
    except Refused as refusal:
        return HttpResponse(status=refusal.status)
    return HttpResponse(status=204)


@require_POST
@page(Right.ANSWER)
def note(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Keep a note for the team."""
    text, by, key = request.POST.get("text", ""), room.present.actor, request.POST.get("key", "")
    key = f"{by}:{key[:80]}" if key else ""
    write_note(workspace=room.id, thread=thread, text=text, by=by, now=room.now, key=key)
    messages.success(request, _("Note kept. Only your team sees it."))
    return _back(request, room, thread)


@require_POST
@page(Right.ANSWER)
def mentions_seen(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Note that a member saw the notes that speak to them; pages with a script say it alone."""
    me = room.present.member.pk
    read_mentions(workspace=room.id, thread=thread, member=me, now=room.now)
    return _back(request, room, thread)


@require_POST
@page(Right.ANSWER)
def snooze(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Put a conversation aside until a time."""
    until = _read_time(request.POST.get("until", ""))
    snooze_thread(
        workspace=room.id, thread=thread, until=until, by=room.present.actor, now=room.now
    )
    said = _("Snoozed until %(clock)s, or until the person writes. u takes it back.")
    clock = say_moment(until, room.now, timezone.get_current_timezone())
    messages.success(request, said % {"clock": clock})
    return _back(request, room, thread)


@require_POST
@page(Right.ANSWER)
def wake(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    """Take a conversation back before its time."""
    wake_thread(workspace=room.id, thread=thread, by=room.present.actor, now=room.now)
    messages.success(request, _("Conversation taken back."))
    return _back(request, room, thread)


@require_POST
@page(Right.ANSWER)
def label(request: HttpRequest, room: Room, message: int) -> HttpResponse:
    """Put a label on a message, or take one off."""
    thread, by = get_message(room.id, message)["thread_id"], room.present.actor
    gone, name = request.POST.get("gone", ""), request.POST.get("name", "")
    if gone:
        unlabel_message(workspace=room.id, message=message, name=gone, by=by, now=room.now)
    else:
        label_message(workspace=room.id, message=message, name=name, by=by, now=room.now)
    return _back(request, room, thread)


def _read_time(text: str) -> datetime:
    """Return a time with its zone; `Refused` when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Refused("Choose a time to come, within a year.", status=422) from problem
    if at.tzinfo is None:
        raise Refused("Choose a time to come, within a year.", status=422)
    return at


def _back(request: HttpRequest, room: Room, thread: int) -> HttpResponse:
    return redirect(way_back(request, reverse("conversation", args=[room.workspace.slug, thread])))
