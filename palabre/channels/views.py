"""Pages of accounts: how they do, what they need, pausing and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palabre.channels.actions import (
    disconnect_account,
    get_account,
    open_secrets,
    pause_account,
    read_now,
    renew_secrets,
    resume_account,
    reveal_secret,
)
from palabre.channels.connecting_views import sign_in_of
from palabre.channels.health import Failures, Health, get_health
from palabre.channels.listening.shown import show_listening
from palabre.channels.models import Account, AccountState
from palabre.channels.queries import count_ledger
from palabre.channels.subscribing import prepare_account, unsubscribe_account
from palabre.channels.wording import SECRETS, STATES, say_finding, say_reason
from palabre.connectors.registry import CONNECTORS
from palabre.web.sparkline import draw_sparkline
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right

TINTS = {AccountState.CONNECTED: "done", AccountState.SIGN_IN_AGAIN: "harm"}


@dataclass(frozen=True, slots=True)
class Card:
    """An account as its card and its page show it."""

    account: Account
    network_title: str
    hook: str
    state: str
    tint: str
    limited_until: datetime | None
    health: Health
    line: str
    failures: list[tuple[str, Failures]]

    @property
    def missing(self) -> list[str]:
        """Return what the last check found missing, in words."""
        return [say_finding(one) for one in self.account.findings if not one["is_fine"]]


@require_safe
@page(Right.MANAGE)
def accounts(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the client's accounts and how they do."""
    found = list(Account.objects.filter(workspace_id=room.id).order_by("network", "name"))
    health = get_health(room.id, [one.pk for one in found], now=room.now)
    cards = [_card(request, one, health[one.pk], room.now) for one in found]
    cards.sort(key=lambda card: card.account.state == AccountState.DISCONNECTED)
    context = frame(room, "accounts") | {"cards": cards, "ledger": count_ledger(room.id)}
    return render(request, "channels/accounts.html", context)


@require_safe
@page(Right.MANAGE)
def account(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Show one account: what its network needs, what a check found, what can be done."""
    return _show(request, room, account)


def _show(request: HttpRequest, room: Room, account: int, **shown: Any) -> HttpResponse:
    found = get_account(room.id, account)
    health = get_health(room.id, [account], now=room.now)[account]
    needs = CONNECTORS[found.network].needs
    given = [(name, SECRETS[name]) for name in (*needs.given, *needs.wished)]
    context = (
        frame(room, "accounts")
        | sign_in_of(request, room, CONNECTORS[found.network], found.base_url)
        | {
            "mended": found,
            "way": open_secrets(found).get("way", ""),
            "needs_sign_in": _needs_sign_in(found),
            "card": _card(request, found, health, room.now),
            "findings": [(one["is_fine"], say_finding(one)) for one in found.findings],
            "secrets": [*given, *((name, SECRETS[name]) for name in needs.made)],
            "given": given,
            "made": [SECRETS[name] for name in needs.made],
        }
    )
    context |= show_listening(found, language=get_language() or "en", now=room.now)
    answer = render(request, "channels/account.html", context | shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _needs_sign_in(account: Account) -> bool:
    """Say whether a sign-in mends the account: it is over, or it did not allow everything."""
    missing = {one["what"] for one in account.findings if not one["is_fine"]}
    is_over = account.state == AccountState.SIGN_IN_AGAIN
    return is_over or not missing.isdisjoint({"permissions", "tasks"})


def _card(request: HttpRequest, account: Account, health: Health, now: datetime) -> Card:
    is_limited = account.limited_until is not None and account.limited_until > now
    return Card(
        account=account,
        network_title=CONNECTORS[account.network].title,
        hook=request.build_absolute_uri(f"/hooks/{account.network}/{account.key}"),
        state=str(STATES[account.state]),
        tint=TINTS.get(AccountState(account.state), "plain"),
        limited_until=account.limited_until if is_limited else None,
        health=health,
        line=draw_sparkline(health.hours),
        failures=[(say_reason(one.reason), one) for one in health.failures],
    )


@require_POST
@page(Right.MANAGE)
def resume(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Let an account's acts go on, after a pause or after signing in again."""
    resume_account(workspace=room.id, account=account, by=room.present.actor, now=room.now)
    messages.success(request, _("The account is in use again; what was waiting leaves now."))
    return _back(room, account)


@require_POST
@page(Right.MANAGE)
def pause(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Let an account's acts wait."""
    pause_account(workspace=room.id, account=account, by=room.present.actor, now=room.now)
    messages.success(request, _("Paused: acts wait, and what arrives is still taken in."))
    return _back(room, account)


@require_POST
@page(Right.MANAGE)
def disconnect(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """End an account's connection."""
    desk = request.build_absolute_uri("/")
    unsubscribe_account(workspace=room.id, account=account, desk=desk)
    disconnect_account(workspace=room.id, account=account, by=room.present.actor, now=room.now)
    messages.success(request, _("Disconnected. Its secrets are forgotten; its history is kept."))
    return _back(room, account)


@require_POST
@page(Right.MANAGE)
def check(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Ask the network for the account's events once more, and what the account may do."""
    desk = request.build_absolute_uri("/")
    by, now = room.present.actor, room.now
    prepare_account(workspace=room.id, account=account, desk=desk, by=by, now=now)
    return _back(room, account)


@require_POST
@page(Right.MANAGE)
def reading(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Ask the network for what is new, without waiting for the next time."""
    if read_now(workspace=room.id, account=account, now=room.now):
        messages.success(request, _("Being read now; what is new arrives in a moment."))
    else:
        messages.info(request, _("It was read just now, or the network asked for a pause."))
    return _back(room, account)


@require_POST
@page(Right.MANAGE)
def secret(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Show one secret, this once."""
    name = request.POST.get("name", "")
    value = reveal_secret(
        workspace=room.id, account=account, name=name, by=room.present.actor, now=room.now
    )
    return _show(request, room, account, revealed=name, value=value)


@require_POST
@page(Right.MANAGE)
def renewal(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Keep new secrets that the network gave, or make those anew that are ours to make."""
    given = {name: request.POST.get(name, "").replace("\0", "").strip()[:2000] for name in SECRETS}
    renew_secrets(
        workspace=room.id, account=account, given=given, by=room.present.actor, now=room.now
    )
    messages.success(request, _("Kept. The old secret opens nothing after 20 seconds."))
    return _back(room, account)


def _back(room: Room, account: int) -> HttpResponse:
    return redirect(reverse("account", args=[room.workspace.slug, account]))
