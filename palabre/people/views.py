"""The pages of people, and what a team does on them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.people import pages
from palabre.people.consents import Learnt, record_consent
from palabre.people.finding import find_person
from palabre.people.languages import choose_person_language
from palabre.people.notes import write_person_note
from palabre.people.queries import Wanted
from palabre.people.strikes import Breach, add_strike, restore_strike, withdraw_strike
from palabre.people.tags import flag_person, tag_person, unflag_person, untag_person
from palabre.workspaces.doors import Room, frame, page, way_back
from palabre.workspaces.rights import Right


@require_safe
@page(Right.READ)
def people(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the list of people; the address holds search and filters."""
    asked = {name: _text(request.GET.get(name, "")) for name in ("q", "tag", "flag", "network")}
    wanted = Wanted(asked["q"], asked["tag"].lower(), asked["flag"], asked["network"])
    query = urlencode({name: value for name, value in asked.items() if value})
    cursor = request.GET.get("cursor", "")[:400]
    context = frame(room, "people") | pages.show_people(room, wanted, query, cursor=cursor)
    return render(request, "people/people.html", context | {"back": request.get_full_path()})


@require_safe
@page(Right.READ)
def person(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Show one person; the address of one who was merged leads to who stands for them."""
    found = find_person(room.id, person)
    if found.pk != person:
        return redirect(_address(room, found.pk))
    cursor = request.GET.get("cursor", "")[:400]
    context = frame(room, "people") | pages.show_person(
        room, found, cursor=cursor, strike=_number(request.GET.get("strike", ""))
    )
    context["back"] = _address(room, person)
    return render(request, "people/person.html", context)


@require_POST
@page(Right.ANSWER)
def tag(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Put a tag on a person, or take one off."""
    gone, by = request.POST.get("gone", ""), room.present.actor
    if gone:
        untag_person(workspace=room.id, person=person, name=gone, by=by, now=room.now)
    else:
        name = request.POST.get("name", "")
        tag_person(workspace=room.id, person=person, name=name, by=by, now=room.now)
    return _back(request, room, person)


@require_POST
@page(Right.ANSWER)
def flag(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Mark a person as a VIP or an influencer, or take the mark back."""
    gone, by = request.POST.get("gone", ""), room.present.actor
    if gone:
        unflag_person(workspace=room.id, person=person, name=gone, by=by, now=room.now)
    else:
        name = request.POST.get("name", "")
        flag_person(workspace=room.id, person=person, name=name, by=by, now=room.now)
    return _back(request, room, person)


@require_POST
@page(Right.ANSWER)
def language(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Choose a person's language."""
    chosen, by = request.POST.get("language", ""), room.present.actor
    choose_person_language(workspace=room.id, person=person, language=chosen, by=by, now=room.now)
    return _back(request, room, person)


@require_POST
@page(Right.ANSWER)
def consent(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Record what a person allowed or withdrew."""
    learnt = Learnt(
        request.POST.get("kind", ""),
        is_given=request.POST.get("given", "") == "yes",
        how=request.POST.get("how", ""),
    )
    record_consent(
        workspace=room.id, person=person, learnt=learnt, by=room.present.actor, now=room.now
    )
    messages.success(request, _("Recorded. What was recorded before stays in the history."))
    return _back(request, room, person)


@require_POST
@page(Right.ANSWER)
def note(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Keep a note about a person for the team."""
    text, by = request.POST.get("text", ""), room.present.actor
    write_person_note(workspace=room.id, person=person, text=text, by=by, now=room.now)
    messages.success(request, _("Note kept. Only your team sees it."))
    return _back(request, room, person)


@require_POST
@page(Right.MODERATE)
def strike(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    """Hold a breach against a person."""
    message = _number(request.POST.get("message", ""))
    breach = Breach(request.POST.get("reason", ""), message)
    add_strike(workspace=room.id, person=person, breach=breach, by=room.present.actor, now=room.now)
    messages.success(request, _("Strike given. It can be withdrawn."))
    return _back(request, room, person)


@require_POST
@page(Right.MODERATE)
def withdraw(request: HttpRequest, room: Room, person: int, strike: int) -> HttpResponse:
    """Withdraw a strike."""
    withdraw_strike(workspace=room.id, strike=strike, by=room.present.actor, now=room.now)
    messages.success(request, _("Strike withdrawn: it counts no more. u takes it back."))
    return _back(request, room, person)


@require_POST
@page(Right.MODERATE)
def restore(request: HttpRequest, room: Room, person: int, strike: int) -> HttpResponse:
    """Let a withdrawn strike count again."""
    restore_strike(workspace=room.id, strike=strike, by=room.present.actor, now=room.now)
    messages.success(request, _("The strike counts again."))
    return _back(request, room, person)


def _text(value: str) -> str:
    return value.replace("\0", "").strip()[:200]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _address(room: Room, person: int) -> str:
    return reverse("person", args=[room.workspace.slug, person])


def _back(request: HttpRequest, room: Room, person: int) -> HttpResponse:
    return redirect(way_back(request, _address(room, person)))
