"""Pages of accounts and of what could not be understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from palabre.channels.actions import replay_dead_letters, resume_account
from palabre.channels.models import Account, LedgerEntry, LedgerState
from palabre.channels.queries import count_ledger
from palabre.connectors.registry import CONNECTORS
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right

SHOWN = 100
MOST_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Card:
    """An account as its page shows it."""

    account: Account
    network_title: str
    hook: str
    limited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as its page shows it."""

    entry: LedgerEntry
    account: Account | None
    network_title: str
    body: str


@require_safe
@page(Right.MANAGE)
def accounts(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the client's accounts, how they are, and where their events go."""
    found = Account.objects.filter(workspace_id=room.id).order_by("network", "name")
    cards = [
        Card(
            account=account,
            network_title=CONNECTORS[account.network].title,
            hook=request.build_absolute_uri(f"/hooks/{account.network}/{account.key}"),
            limited_until=_still(account.limited_until, room.now),
        )
        for account in found
    ]
    context = frame(room, "accounts") | {"cards": cards, "ledger": count_ledger(room.id)}
    return render(request, "channels/accounts.html", context)


def _still(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and until > now else None


@require_POST
@page(Right.MANAGE)
def resume(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Let an account's acts go on after signing in again on the network."""
    resume_account(workspace=room.id, account=account, by=room.present.actor, now=room.now)
    messages.success(request, _("The account is in use again; what was waiting leaves now."))
    return redirect(reverse("accounts", args=[room.workspace.slug]))


@require_safe
@page(Right.MANAGE)
def letters(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the arrivals that could not be understood, the latest first."""
    dead = LedgerEntry.objects.filter(workspace_id=room.id, state=LedgerState.DEAD)
    entries = list(dead.order_by("-id")[:SHOWN])
    by_id = {account.pk: account for account in Account.objects.filter(workspace_id=room.id)}
    shown = [_letter(entry, by_id.get(entry.account_id)) for entry in entries]
    context = frame(room, "letters") | {"letters": shown, "ledger": count_ledger(room.id)}
    return render(request, "channels/letters.html", context)


def _letter(entry: LedgerEntry, account: Account | None) -> Letter:
    return Letter(
        entry=entry,
        account=account,
        network_title=CONNECTORS[account.network].title if account else "",
        body=bytes(entry.body)[:MOST_BODY].decode("utf-8", "replace"),
    )


@require_POST
@page(Right.MANAGE)
def replay(request: HttpRequest, room: Room) -> HttpResponse:
    """Put one dead letter, or all of them, back in the queue of arrivals."""
    asked = request.POST.get("letter", "")
    chosen = [int(asked)] if asked.isdecimal() and len(asked) < 19 else []
    if asked and not chosen:
        return redirect(reverse("letters", args=[room.workspace.slug]))
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
    return redirect(reverse("letters", args=[room.workspace.slug]))
