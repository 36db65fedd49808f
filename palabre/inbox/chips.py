"""The filters of the list in words: what can be chosen, and what is chosen now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from palabre.channels.models import Account
from palabre.connectors.registry import CONNECTORS
from palabre.engine.understanding.vocabulary import LANGUAGES
from palabre.engine.vocabulary import Kind, Verdict
from palabre.inbox.filters import ME, NONE, PARAMETERS, Asked, begin_day
from palabre.inbox.labels import list_labels
from palabre.inbox.person_filter import find_named
from palabre.inbox.saved_views import list_saved_views, may_change, read_query, viewer_of
from palabre.inbox.teaching.taught import list_own_intents
from palabre.inbox.understanding.wording import GRAVITY, MOODS, RISKS, URGENT, WISHES
from palabre.people.models import Person
from palabre.web.times import say_day
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.doors import Room
from palabre.workspaces.models import Member
from palabre.workspaces.rights import Right
from palabre.workspaces.wording import name_language

TITLES: Mapping[str, str | Promise] = {
    "view": gettext_lazy("View"),
    "account": gettext_lazy("Account"),
    "network": gettext_lazy("Network"),
    "kind": gettext_lazy("Kind"),
    "label": pgettext_lazy("noun", "Label"),
    "verdict": gettext_lazy("Decision"),
    "risk": gettext_lazy("Risk"),
    "urgent": gettext_lazy("Urgency"),
    "intent": gettext_lazy("Intent"),
    "own": gettext_lazy("Own intent"),
    "mood": gettext_lazy("Mood"),
    "lang": gettext_lazy("Language"),
    "person": gettext_lazy("Person"),
    "person_name": gettext_lazy("Person"),
    "assignee": gettext_lazy("Assigned to"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("Until"),
    "words": gettext_lazy("Words"),
}
KINDS: Mapping[str, str | Promise] = {
    Kind.COMMENT: gettext_lazy("Comments"),
    Kind.MESSAGE: gettext_lazy("Private messages"),
}
VERDICTS: Mapping[str, str | Promise] = {
    Verdict.ALLOW: gettext_lazy("Allowed"),
    Verdict.REVIEW: gettext_lazy("To review"),
    Verdict.HOLD: gettext_lazy("Held"),
    Verdict.HIDE: gettext_lazy("Hidden"),
    Verdict.DELETE: gettext_lazy("Deleted"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter, and the address of the list without it."""

    title: str
    value: str
    address: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may have."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view in the side; `is_changed` says that the address asks for something else."""

    id: int
    name: str
    address: str
    is_shared: bool
    is_current: bool
    is_changed: bool
    can_change: bool


def show_filters(room: Room, asked: Asked, home: str) -> dict[str, Any]:
    """Return the fields of the filters and the chips of the active ones, for the template."""
    accounts = list(Account.objects.filter(workspace_id=room.id).order_by("network", "name"))
    colleagues = list_colleagues(room.workspace, right=Right.ANSWER)
    networks = dict.fromkeys(one.network for one in accounts)
    labels = list_labels(room.id)
    person = None
    if asked.person is not None:
        person = Person.objects.filter(workspace_id=room.id, pk=asked.person).first()
    fields = {
        "account": {str(one.pk): _title_of(one) for one in accounts},
        "network": {name: CONNECTORS[name].title for name in networks},
        "kind": KINDS,
        "verdict": VERDICTS,
        "label": {name: name for name in labels},
        "risk": {name: RISKS[name] for name in GRAVITY},
        "urgent": {"1": URGENT},
        "intent": WISHES,
        "own": {name: name for name in list_own_intents(room.id)},
        "mood": MOODS,
        "lang": {code: name_language(code) for code in LANGUAGES},
        "assignee": _assignees(colleagues),
    }
    named = find_named(room, asked, home)
    said = fields | {"person_name": {asked.person_name: named.words}}
    return {
        "chips": _list_chips(asked, said, person.name if person else "", home),
        "filter_fields": {
            name: [
                Choice(value, str(title), value == str(getattr(asked, name) or ""))
                for value, title in choices.items()
            ]
            for name, choices in fields.items()
        },
        "filter_person": person,
        "named": named,
        "cleared": home + Asked(view=asked.view, words=asked.words).query,
        "accounts": accounts,
        "colleagues": colleagues,
        "used_labels": labels,
    }


def _list_chips(
    asked: Asked, fields: Mapping[str, Mapping[str, str | Promise]], person: str, home: str
) -> Sequence[Chip]:
    """Return the active filters in order, then what the address could not mean."""
    chips = [
        Chip(
            str(TITLES[name]),
            _say(asked, name, fields, person),
            home + asked.without(name).query,
        )
        for name, parameter in PARAMETERS.items()
        if parameter in asked.values and name != "words"
    ]
    names = {parameter: name for name, parameter in PARAMETERS.items()}
    chips += [
        Chip(str(TITLES[names.get(parameter, parameter)]), said, home + asked.query, is_wrong=True)
        for parameter, said in asked.wrong.items()
    ]
    return chips


def show_saved_views(room: Room, asked: Asked, home: str) -> dict[str, Any]:
    """Return a member's saved views, and the one that the address was taken from."""
    viewer = viewer_of(room)
    shown = [
        ShownView(
            one.pk,
            one.name,
            home + replace(read_query(one.query), saved=one.pk).query,
            one.is_shared,
            is_current=one.pk == asked.saved,
            is_changed=one.query != asked.plain,
            can_change=may_change(viewer, one),
        )
        for one in list_saved_views(viewer)
    ]
    return {
        "saved_views": shown,
        "saved_view": next((one for one in shown if one.is_current), None),
        "can_share": viewer.is_team,
    }


def _title_of(account: Account) -> str:
    return f"{CONNECTORS[account.network].title} · {account.name}"


def _assignees(colleagues: Sequence[Member]) -> dict[str, str | Promise]:
    named = {str(one.pk): one.name for one in colleagues}
    return {ME: _("Me"), NONE: _("Nobody"), **named}


def _say(
    asked: Asked, name: str, fields: Mapping[str, Mapping[str, str | Promise]], person: str
) -> str:
    """Return the value of a filter in words."""
    value = getattr(asked, name)
    if isinstance(value, date):
        zone = timezone.get_current_timezone()
        at = begin_day(value, zone)
        return say_day(at, zone) if at else ""
    if name == "person":
        return person or _("unknown")
    if name == "label":
        return str(value)
    return str(fields.get(name, {}).get(str(value)) or _("unknown"))
