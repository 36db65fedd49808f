"""The list of conversations as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palabre.channels.models import Account
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.models import Message
from palabre.inbox.queries import VIEW_NAMES, Filter, get_counters, list_threads
from palabre.inbox.wording import LESSONS, TITLES_OF_VIEWS
from palabre.web.times import say_moment
from palabre.workspaces.doors import Room

ROWS = 40
FIRST_VIEW = "answer"


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
    at: datetime
    is_hidden: bool
    is_kept_out: bool
    needs_review: bool
    needs_answer: bool
    is_open: bool
    is_private: bool
    assignee: str
    snoozed: str


@dataclass(frozen=True, slots=True)
class View:
    """A view with how many conversations it holds."""

    name: str
    title: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    view: str
    account: int | None
    words: str
    cursor: str
    label: str = ""

    @property
    def query(self) -> str:
        """Return the address's query without the cursor, `?` included."""
        values: dict[str, str] = {}
        if self.view != FIRST_VIEW:
            values["view"] = self.view
        if self.account is not None:
            values["account"] = str(self.account)
        if self.words:
            values["q"] = self.words
        if self.label:
            values["label"] = self.label
        return "?" + urlencode(values) if values else ""


def read_asked(request: HttpRequest) -> Asked:
    """Return what an address asks for; what it cannot mean is left out."""
    view = request.GET.get("view", FIRST_VIEW)
    account = request.GET.get("account", "")
    return Asked(
        view=view if view in VIEW_NAMES else FIRST_VIEW,
        account=int(account) if account.isdecimal() and len(account) < 19 else None,
        words=request.GET.get("q", "").replace("\0", "").strip()[:200],
        cursor=request.GET.get("cursor", "")[:400],
        label=request.GET.get("label", "").replace("\0", "").strip()[:60],
    )


def show_list(room: Room, asked: Asked) -> dict[str, Any]:
    """Return the list, its views with counters and its filters, for the template."""
    slug = room.workspace.slug
    home = reverse("inbox", args=[slug])
    me = room.present.member.pk
    which = Filter(
        view=asked.view, account=asked.account, search=asked.words, member=me, label=asked.label
    )
    page = list_threads(room.id, which, cursor=asked.cursor, limit=ROWS)
    hidden = _hidden_texts(room, page.items)
    counters = get_counters(room.id, member=me)
    accounts = Account.objects.filter(workspace_id=room.id).order_by("network", "name")
    joint = "&" if asked.query else "?"
    next_address = f"{home}{asked.query}{joint}{urlencode({'cursor': page.next})}"
    return {
        "asked": asked,
        "home": home,
        "rows": [_row(row, room, asked.query, hidden) for row in page.items],
        "next": next_address if page.next else "",
        "views": _views(home, asked, counters),
        "view_title": TITLES_OF_VIEWS[asked.view],
        "accounts": [(one, CONNECTORS[one.network].title) for one in accounts],
        "is_new": not counters["all"],
        "lesson": _lesson(asked),
    }


def _lesson(asked: Asked) -> str:
    if asked.label:
        return _("No conversation here has this label.")
    if asked.words:
        return _("No conversation holds these words.")
    return str(LESSONS[asked.view])


def _views(home: str, asked: Asked, counters: Mapping[str, int]) -> Sequence[View]:
    shown = []
    for name, title in TITLES_OF_VIEWS.items():
        query = Asked(name, asked.account, "", "").query
        shown.append(View(name, str(title), counters[name], home + query))
    return shown


def _hidden_texts(room: Room, rows: Sequence[Mapping[str, Any]]) -> set[tuple[int, str]]:
    """Return the hidden texts of these conversations, as the list would show them."""
    threads = [row["id"] for row in rows if row["has_hidden"]]
    if not threads:
        return set()
    found = Message.objects.filter(
        workspace_id=room.id, thread_id__in=threads, state__in=["hidden", "held"]
    )
    return {(thread, text[:200]) for thread, text in found.values_list("thread_id", "text")}


def _row(row: Mapping[str, Any], room: Room, query: str, hidden: set[tuple[int, str]]) -> Row:
    slug, now = room.workspace.slug, room.now
    is_private = row["kind"] == "message"
    person = row["person_name"] or row["last_author"] or _("Someone")
    text = row["last_text"]
    if row["last_author"] and row["last_author"] != person:
        text = _("%(who)s: %(text)s") % {"who": row["last_author"], "text": text}
    return Row(
        id=row["id"],
        address=reverse("conversation", args=[slug, row["id"]]) + query,
        network=row["network"],
        network_title=CONNECTORS[row["network"]].title,
        person=person,
        title=_("Private message") if is_private else row["surface_text"] or row["account_name"],
        text=text,
        at=row["last_at"],
        is_hidden=row["has_hidden"],
        is_kept_out=(row["id"], row["last_text"]) in hidden,
        needs_review=row["needs_review"],
        needs_answer=row["needs_answer"],
        is_open=row["is_open"],
        is_private=is_private,
        assignee=row["assignee_name"],
        snoozed=say_moment(row["snoozed_until"], now, timezone.get_current_timezone())
        if row["snoozed_until"]
        else "",
    )
