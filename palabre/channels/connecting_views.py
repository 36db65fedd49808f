"""The path on which an account is connected: network, what it needs, check, first event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from palabre.channels.actions import NewAccount, connect_account, get_account
from palabre.channels.apps_of_networks import find_app
from palabre.channels.checking import settle
from palabre.channels.models import Account
from palabre.channels.signing_in import find_base
from palabre.channels.square import (
    account_of_page,
    find_square_page,
    list_square_pages,
    tell_address,
)
from palabre.channels.subscribing import prepare_account
from palabre.channels.wording import SECRETS
from palabre.connectors.contract import Connector
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused
from palabre.web.refusals import translate
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right

MOST = {"name": 200, "external_id": 120, "server": 300}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Right.MANAGE)
def connection(request: HttpRequest, room: Room) -> HttpResponse:
    """Show the networks, then what the chosen one needs; a form that is sent connects."""
    if request.method == "POST":
        try:
            account = connect(room, request.POST, desk=request.build_absolute_uri("/"))
        except Refused as refusal:
            return ask(request, room, request.POST.get("network", ""), refusal)
        return redirect(reverse("account", args=[room.workspace.slug, account.pk]))
    return ask(request, room, request.GET.get("network", ""), None)


def connect(room: Room, asked: Mapping[str, Any], *, desk: str) -> Account:
    """Connect the account that a form names, a page of the square or another, and check it."""
    square = find_square_page(str(asked.get("network", "")), str(asked.get("square", "")))
    if square is None and asked.get("square"):
        raise Refused("This account is connected already.")
    new = settle(account_of_page(square) if square is not None else _read(asked))
    by, now = room.present.actor, room.now
    account = connect_account(workspace=room.id, new=new, by=by, now=now)
    if square is not None:
        tell_address(account)
    prepare_account(workspace=room.id, account=account.pk, desk=desk, by=by, now=now)
    return account


def _read(asked: Mapping[str, Any]) -> NewAccount:
    """Return the account that a form tells; `Refused` when something is missing."""
    told = {key: str(value).replace("\0", "").strip() for key, value in asked.items()}
    name, external_id = (told.get(key, "")[: MOST[key]] for key in ("name", "external_id"))
    if not name or not external_id or any(one.isspace() for one in external_id):
        raise Refused("Give the account a name, and its identifier on the network.", status=422)
    secrets = {key: told.get(key, "")[:2000] for key in SECRETS}
    connector = CONNECTORS.get(told.get("network", ""))
    base = find_base(connector, told.get("server", "")) if _has_many_servers(connector) else ""
    return NewAccount(told.get("network", ""), name, external_id, secrets, base)


def _has_many_servers(connector: Connector | None) -> TypeGuard[Connector]:
    style = connector.sign_in if connector is not None else None
    return style is not None and style.has_many_servers


def ask(request: HttpRequest, room: Room, network: str, refusal: Refused | None) -> HttpResponse:
    """Show what connecting an account of a network needs, and why the last try was refused."""
    connector = CONNECTORS.get(network)
    if network and connector is None:
        raise Http404
    context = frame(room, "accounts") | choices(connector)
    if connector is not None:
        context |= form_of(request, room, connector)
    if refusal is not None:
        context["refusal"] = translate(refusal.sentence)
    status = refusal.status if refusal is not None else 200
    return render(request, "channels/connection.html", context, status=status)


def form_of(request: HttpRequest, room: Room, connector: Connector) -> dict[str, Any]:
    """Return what the form of connecting an account of a network shows."""
    return sign_in_of(request, room, connector) | {
        "given": [(name, SECRETS[name]) for name in connector.needs.given],
        "wished": [(name, SECRETS[name]) for name in connector.needs.wished],
        "asks_for_server": _has_many_servers(connector),
        "number": connector.number.into(get_language() or "en"),
        "told": {key: request.GET.get(key) or request.POST.get(key, "") for key in MOST},
    }


def sign_in_of(
    request: HttpRequest, room: Room, connector: Connector, base: str = ""
) -> dict[str, Any]:
    """Return what the form of signing in on a network shows."""
    language, styles = get_language() or "en", connector.list_sign_ins()
    back = request.build_absolute_uri(reverse("sign_in_return"))
    places = [base] if base else [one.home or connector.home for one in styles]
    return {
        "chosen": connector,
        "ways": [(one.way, one.title.into(language)) for one in styles if one.title],
        "asks_for_app": any(not one.register and one.flow is None for one in styles),
        "hint": next((one.hint.into(language) for one in styles if one.hint), ""),
        "has_app": all(find_app(room.id, connector.name, place, back) for place in places),
        "return_address": back,
    }


def choices(connector: Connector | None = None) -> dict[str, Any]:
    """Return what may be connected: every network, and the pages of the square on one or all."""
    return {
        "networks": [
            (one.name, one.title, one.lesson.into(get_language() or "en"))
            for one in CONNECTORS.values()
        ],
        "square_pages": [
            (page["network"], CONNECTORS[page["network"]].title, page["name"], page["page_id"])
            for page in list_square_pages()
            if connector is None or page["network"] == connector.name
        ],
    }


@require_safe
@page(Right.MANAGE)
def first_event(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    """Show the part of an account's page that waits for its first event."""
    context = frame(room, "accounts") | {"account": get_account(room.id, account)}
    return render(request, "channels/first_event.html", context)
