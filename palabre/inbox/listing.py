"""The list of conversations as the page shows it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palabre.connectors.registry import CONNECTORS
from palabre.inbox.bulk import get_latest_bulk
from palabre.inbox.bulk_wording import show_bulk
from palabre.inbox.chips import show_filters, show_saved_views
from palabre.inbox.filters import Asked
from palabre.inbox.marks import Piece
from palabre.inbox.models import Message
from palabre.inbox.offers import show_offers
from palabre.inbox.pictures import SMALL
from palabre.inbox.posts import picture_address
from palabre.inbox.queries import Page, get_counters, list_threads
from palabre.inbox.reading import list_unread
from palabre.inbox.search import excerpt, mark_words
from palabre.inbox.understanding.wording import RISKS, get_gravest
from palabre.inbox.wording import LESSONS, TITLES_OF_VIEWS
from palabre.web.times import say_moment
from palabre.workspaces.doors import Room
from palabre.workspaces.rights import Right

ROWS = 40
LONG, LONGER = timedelta(hours=1), timedelta(hours=24)
"""After these an answer is late, until a client sets its own service levels."""
KEPT_OUT = ("hidden", "held")
"""States of messages whose texts are blurred until asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation in the list."""

    id: int
    address: str
    network: str
    network_title: str
    person: str
    title: str
    text: str
    pieces: Sequence[Piece]
    at: datetime
    is_hidden: bool
    is_kept_out: bool
    needs_review: bool
    needs_answer: bool
    is_open: bool
    is_private: bool
    assignee: str
    snoozed: str
    picture: str
    is_unread: bool
    wait: str
    is_urgent: bool
    risk: str


@dataclass(frozen=True, slots=True)
class Match:
    """What the words of a search were found in, cut around them."""

    pieces: Sequence[Piece]
    is_kept_out: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """What every row is shown with."""

    room: Room
    query: str
    hidden: set[tuple[int, str]]
    matches: Mapping[int, Match]
    unread: frozenset[int]


@dataclass(frozen=True, slots=True)
class View:
    """A view with how many conversations it holds."""

    name: str
    title: str
    count: int
    address: str


def show_list(room: Room, asked: Asked) -> dict[str, Any]:
    """Return the list, its views with counters and its filters, for the template."""
    home = reverse("inbox", args=[room.workspace.slug])
    me = room.present.member.pk
    which = asked.filter(member=me, zone=timezone.get_current_timezone())
    page = list_threads(room.id, which, cursor=asked.cursor, limit=ROWS)
    shown, member = [row["id"] for row in page.items], room.present.member
    around = _Around(
        room,
        asked.query,
        _hidden_texts(room, page.items),
        _matches(room, asked, page),
        list_unread(room.id, shown, member=me, since=member.created_at),
    )
    counters = get_counters(room.id, member=me)
    joint = "&" if asked.query else "?"
    next_address = f"{home}{asked.query}{joint}{urlencode({'cursor': page.next})}"
    return {
        "asked": asked,
        "home": home,
        "rows": [_row(row, around) for row in page.items],
        "found": page.found,
        "is_cut": page.is_cut,
        "next": next_address if page.next else "",
        "views": _views(home, asked, counters),
        "view_title": TITLES_OF_VIEWS[asked.view],
        "is_new": not counters["all"],
        "lesson": _lesson(asked),
        **show_filters(room, asked, home),
        **_bulk(room),
        **show_saved_views(room, asked, home),
    }


def _bulk(room: Room) -> dict[str, Any]:
    """Return what can be done to many conversations at once, and the batch that can be undone."""
    latest = get_latest_bulk(room.id, by=room.present.actor, now=room.now)
    can_answer, can_moderate = Right.ANSWER in room.rights, Right.MODERATE in room.rights
    return {
        "can_bulk": can_answer or can_moderate,
        "can_answer_all": can_answer,
        "can_moderate_all": can_moderate,
        "bulk_key": str(uuid.uuid4()),
        "bulk_offers": show_offers(room.now),
        "latest_bulk": show_bulk(latest) if latest else None,
    }


def _lesson(asked: Asked) -> str:
    active = asked.values.keys() - {"view"}
    if active == {"label"}:
        return _("No conversation here has this label.")
    if active == {"q"}:
        return _("No conversation holds these words.")
    if active:
        return _("No conversation here passes these filters.")
    return str(LESSONS[asked.view])


def _views(home: str, asked: Asked, counters: Mapping[str, int]) -> Sequence[View]:
    return [
        View(name, str(title), counters[name], home + asked.in_view(name).query)
        for name, title in TITLES_OF_VIEWS.items()
    ]


def _matches(room: Room, asked: Asked, page: Page) -> dict[int, Match]:
    """Return what was found in each conversation: the text around the words."""
    wanted = [row["match"] for row in page.items if row["match"]]
    if not wanted:
        return {}
    spans = mark_words(room.id, wanted, asked.words)
    found = Message.objects.filter(workspace_id=room.id, pk__in=wanted)
    return {
        message: Match(excerpt(text, spans.get(message, [])), state in KEPT_OUT)
        for message, text, state in found.values_list("pk", "text", "state")
    }


def _hidden_texts(room: Room, rows: Sequence[Mapping[str, Any]]) -> set[tuple[int, str]]:
    """Return the hidden texts of these conversations, as the list would show them."""
    threads = [row["id"] for row in rows if row["has_hidden"]]
    if not threads:
        return set()
    found = Message.objects.filter(workspace_id=room.id, thread_id__in=threads, state__in=KEPT_OUT)
    return {(thread, text[:200]) for thread, text in found.values_list("thread_id", "text")}


def _row(row: Mapping[str, Any], around: _Around) -> Row:
    room = around.room
    is_private = row["kind"] == "message"
    person = row["person_name"] or row["last_author"] or _("Someone")
    match = around.matches.get(row["match"] or 0)
    text = row["last_text"]
    if row["last_author"] and row["last_author"] != person:
        text = _("%(who)s: %(text)s") % {"who": row["last_author"], "text": text}
    if match:
        text = "".join(piece.text for piece in match.pieces)
    is_hidden = (row["id"], row["last_text"]) in around.hidden
    return Row(
        id=row["id"],
        address=reverse("conversation", args=[room.workspace.slug, row["id"]]) + around.query,
        network=row["network"],
        network_title=CONNECTORS[row["network"]].title,
        person=person,
        title=_("Private message") if is_private else row["surface_text"] or row["account_name"],
        text=text,
        pieces=match.pieces if match else (),
        at=row["last_at"],
        is_hidden=row["has_hidden"],
        is_kept_out=match.is_kept_out if match else is_hidden,
        needs_review=row["needs_review"],
        needs_answer=row["needs_answer"],
        is_open=row["is_open"],
        is_private=is_private,
        assignee=row["assignee_name"],
        snoozed=say_moment(row["snoozed_until"], room.now, timezone.get_current_timezone())
        if row["snoozed_until"]
        else "",
        picture=""
        if is_private
        else picture_address(room.workspace.slug, row["surface_id"], row["surface_picture"], SMALL),
        is_unread=row["id"] in around.unread,
        wait=_wait(row, room.now),
        is_urgent=row["is_urgent"],
        risk=str(RISKS.get(get_gravest(row["risks"]), "")),
    )


def _wait(row: Mapping[str, Any], now: datetime) -> str:
    """Return how long somebody waits for an answer: nothing to say, "long" or "longer"."""
    if not (row["is_open"] and row["needs_answer"] and row["last_inbound_at"]):
        return ""
    waited = now - row["last_inbound_at"]
    return "longer" if waited > LONGER else "long" if waited > LONG else ""
