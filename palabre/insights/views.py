"""The page of figures: what the last seven days tell, in words, plots and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from palabre.connectors.registry import CONNECTORS
from palabre.inbox.figures import get_figures, list_hours
from palabre.insights.day import HEIGHT, HOUR, HOURS, draw_day
from palabre.insights.plot import draw_hours
from palabre.insights.queries import (
    DAYS,
    AccountVolume,
    count_answered,
    list_account_volumes,
    list_latest_texts,
)
from palabre.insights.wording import say_duration, say_number, say_share
from palabre.insights.words import count_words
from palabre.web.sparkline import draw_sparkline
from palabre.web.times import say_moment
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_safe
@page(Right.READ)
def figures(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the figures of the last seven days."""
    volumes = list_account_volumes(room.id, now=room.now)
    context = frame(room, "figures")
    if not any(one.received or one.sent for one in volumes):
        return render(request, "insights/figures.html", context | {"is_empty": True})
    found = get_figures(room.id, now=room.now)
    context |= _volume(room, found["hours"], volumes) | _answers(room, found)
    context |= {"accounts": [_account(one, room) for one in volumes], "words": _words(room)}
    return render(request, "insights/figures.html", context)


@require_safe
@page(Right.READ)
def day(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the last 24 hours as the strip that the inbox puts above its list."""
    hours = list_hours(room.id, since=room.now - HOURS * HOUR, now=room.now)
    received = sum(row["received"] for row in hours)
    hidden = sum(row["hidden"] for row in hours)
    sentence = ngettext(
        "%(received)s message in 24 hours", "%(received)s messages in 24 hours", received
    ) % {"received": say_number(received)}
    if hidden:
        sentence += ", " + _("hidden: %(hidden)s") % {"hidden": say_number(hidden)}
    context = {
        "workspace": room.workspace,
        "bars": draw_day(hours, now=room.now),
        "height": HEIGHT,
        "sentence": sentence,
    }
    return render(request, "insights/day.html", context)


def _volume(
    room: Room, hours: Sequence[Mapping[str, Any]], volumes: Sequence[AccountVolume]
) -> dict[str, Any]:
    """Return the plot of the hours, its table and its sentence."""
    zone = timezone.get_current_timezone()
    plot = draw_hours(hours, since=room.now - DAYS, now=room.now, zone=zone)
    received = sum(one.received for one in volumes)
    hidden = sum(one.hidden for one in volumes)
    sentence = _("People wrote %(received)s messages; you sent %(sent)s.") % {
        "received": say_number(received),
        "sent": say_number(sum(one.sent for one in volumes)),
    }
    if plot.busiest is not None and plot.busiest["received"]:
        sentence += " " + _("The busiest hour began on %(hour)s, with %(count)s messages.") % {
            "hour": say_moment(plot.busiest["hour"], room.now - 2 * DAYS, zone),
            "count": say_number(plot.busiest["received"]),
        }
    by_charter = sum(one.hidden_by_charter for one in volumes)
    said = _("No message of people is hidden.")
    if hidden:
        said = _("Messages of people that are hidden: %(hidden)s, by the charter: %(charter)s.")
        said %= {"hidden": say_number(hidden), "charter": say_number(by_charter)}
    return {
        "plot": plot,
        "hours": list(reversed(hours)),
        "volume": sentence,
        "hidden": said,
        "hidden_share": say_share(by_charter, received),
    }


def _answers(room: Room, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of answers."""
    asked, answered = count_answered(room.id, now=room.now)
    median, p90 = found["first_answer_median_seconds"], found["first_answer_p90_seconds"]
    sentence = _("Nobody was answered in these seven days.")
    if median is not None:
        sentence = _(
            "Half of the people whom you answered waited less than %(median)s, "
            "nine in ten less than %(p90)s."
        ) % {"median": say_duration(median), "p90": say_duration(p90)}
    return {
        "answers": sentence,
        "median": say_duration(median) if median is not None else "",
        "p90": say_duration(p90) if p90 is not None else "",
        "answered_share": say_share(answered, asked),
        "answered": _("Conversations with an answer of yours: %(answered)s of %(asked)s.")
        % {"answered": say_number(answered), "asked": say_number(asked)},
    }


def _account(one: AccountVolume, room: Room) -> dict[str, Any]:
    """Return an account's row."""
    return {
        "name": one.account.name,
        "network": one.account.network,
        "network_title": CONNECTORS[one.account.network].title,
        "received": say_number(one.received),
        "sent": say_number(one.sent),
        "hidden": say_number(one.hidden),
        "line": draw_sparkline(one.steps),
        "address": reverse("inbox", args=[room.workspace.slug])
        + "?"
        + urlencode({"view": "all", "account": one.account.pk}),
    }


def _words(room: Room) -> list[dict[str, Any]]:
    """Return the words of the week with the way to the conversations that hold them."""
    counted = count_words(list_latest_texts(room.id, now=room.now))
    home = reverse("inbox", args=[room.workspace.slug])
    most = counted[0][1] if counted else 1
    return [
        {
            "word": word,
            "count": say_number(count),
            "width": f"{100 * count / most:.1f}%",
            "address": home + "?" + urlencode({"view": "all", "q": word}),
        }
        for word, count in counted
    ]
