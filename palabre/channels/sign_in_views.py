"""The pages of signing in: out to the network, back from it, and choosing among profiles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palabre.channels.connecting_views import ask
from palabre.channels.flows import describe_client
from palabre.channels.signing_in import (
    NO_PROFILE,
    begin_sign_in,
    connect_profile,
    finish_sign_in,
)
from palabre.channels.subscribing import prepare_account
from palabre.channels.visits import Wish, network_of_visit
from palabre.connectors.login import App
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, frame, page
from palabre.workspaces.rights import Right


@require_POST
@page(Right.MANAGE)
def sign_in(request: HttpRequest, room: Room) -> HttpResponse:
    """Send the person to the network, to say yes there."""
    told = {key: str(value).replace("\0", "").strip()[:500] for key, value in request.POST.items()}
    app = App(told["app_id"], told.get("app_secret", "")) if told.get("app_id") else None
    account = told.get("account", "")
    wish = Wish(
        network=told.get("network", ""),
        redirect=request.build_absolute_uri(reverse("sign_in_return")),
        server=told.get("server", ""),
        app=app,
        account=int(account) if account.isascii() and account.isdigit() else None,
        way=told.get("way", ""),
    )
    address = begin_sign_in(
        workspace=room.id, slug=room.workspace.slug, wish=wish, by=room.present.actor, now=room.now
    )
    return redirect(address)


@require_safe
def sign_in_return(request: HttpRequest) -> HttpResponse:
    """Take the network's answer to the client's own page: the state says whose it is."""
    slug = request.GET.get("state", "").partition(".")[0]
    if not slug or not all(one.isalnum() or one in "-_" for one in slug):
        return redirect("accounts")
    query = request.GET.urlencode()
    return redirect(f"{reverse('sign_in_end', args=[slug])}?{query}")


@require_safe
def sign_in_client(request: HttpRequest, network: str) -> HttpResponse:
    """Tell a network who our desk is, at the address that is its id there."""
    told = describe_client(network, request.build_absolute_uri(reverse("sign_in_return")))
    if told is None:
        raise Http404
    return JsonResponse(told)


@require_http_methods(["GET", "POST"])
@page(Right.MANAGE)
def sign_in_end(request: HttpRequest, room: Room) -> HttpResponse:
    """Finish a sign-in; one that comes to nothing says why where it can be begun again."""
    state = request.POST.get("state") or request.GET.get("state", "")
    try:
        return _finish(request, room, state)
    except Refused as refusal:
        return ask(request, room, network_of_visit(room.id, state), refusal)


def _finish(request: HttpRequest, room: Room, state: str) -> HttpResponse:
    """Connect the one profile that a sign-in opens, else let one be chosen."""
    by, now = room.present.actor, room.now
    if request.method == "POST":
        account = connect_profile(
            workspace=room.id,
            state=state,
            external_id=request.POST.get("profile", ""),
            by=by,
            now=now,
        )
        return _connected(request, room, account.pk)
    code = request.GET.get("code", "")
    if not code:
        raise Refused("The network was not told yes: nothing was connected.", status=422)
    issuer = request.GET.get("iss", "")
    visit, profiles = finish_sign_in(
        workspace=room.id, state=state, code=code, by=by, now=now, issuer=issuer
    )
    if visit.account_id is not None:
        return _connected(request, room, visit.account_id)
    if not profiles:
        raise Refused(NO_PROFILE, status=422)
    if len(profiles) == 1:
        only = profiles[0].external_id
        account = connect_profile(workspace=room.id, state=state, external_id=only, by=by, now=now)
        return _connected(request, room, account.pk)
    context = frame(room, "accounts") | {
        "profiles": profiles,
        "state": state,
        "network": CONNECTORS[visit.network],
    }
    return render(request, "channels/profiles.html", context)


def _connected(request: HttpRequest, room: Room, account: int) -> HttpResponse:
    desk, by = request.build_absolute_uri("/"), room.present.actor
    prepare_account(workspace=room.id, account=account, desk=desk, by=by, now=room.now)
    return redirect(reverse("account", args=[room.workspace.slug, account]))
