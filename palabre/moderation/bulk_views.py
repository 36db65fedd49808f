"""Acts on many conversations at once, from the list's page."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palabre.inbox.bulk import Order, do_in_bulk, get_bulk, undo_bulk
from palabre.inbox.bulk_wording import say_undone
from palabre.inbox.filters import read_number
from palabre.moderation.bulk import BULK_ACTS
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, page, way_back
from palabre.workspaces.rights import Right


@require_POST
@page(Right.READ)
def bulk(request: HttpRequest, room: Room) -> HttpResponse:
    """Do one act to the conversations that were chosen. `act` may carry a value: assign:7."""
    name, _sep, value = request.POST.get("act", "").partition(":")
    _check(room, name)
    threads = [read_number(one) or 0 for one in request.POST.getlist("thread")]
    order = Order(
        workspace=room.workspace,
        act=name,
        threads=threads,
        by=room.present.actor,
        now=room.now,
        detail=_detail(name, value, request),
    )
    done = do_in_bulk(order, BULK_ACTS[name], key=_key(request, order))
    if all(one["reason"] for one in done.items):
        messages.warning(request, _("Nothing was changed: the reason stands above the list."))
    return redirect(_back(request, room))


@require_POST
@page(Right.READ)
def undo(request: HttpRequest, room: Room, bulk: int) -> HttpResponse:
    """Take a whole batch back."""
    found = get_bulk(room.id, bulk)
    _check(room, found.act)
    undone = undo_bulk(
        workspace=room.workspace,
        bulk=found,
        act=BULK_ACTS[found.act],
        by=room.present.actor,
        now=room.now,
    )
    messages.success(request, say_undone(undone))
    return redirect(_back(request, room))


def _check(room: Room, act: str) -> None:
    if act not in BULK_ACTS:
        raise Refused("There is no such act.", status=404)
    if BULK_ACTS[act].right not in room.rights:
        raise Refused(
            f"Your role does not include the right to {BULK_ACTS[act].right}.", status=403
        )


def _detail(act: str, value: str, request: HttpRequest) -> dict[str, Any]:
    if act == "assign":
        return {"member": read_number(value)}
    if act == "snooze":
        return {"until": value}
    return {"label": request.POST.get("label", "")} if act == "label" else {}


def _key(request: HttpRequest, order: Order) -> str:
    """Return the key of this form: sent twice it is one batch, with another act it is another."""
    asked = f"{order.act} {order.detail} {sorted(order.threads)}".encode()
    given = request.POST.get("key", "")[:80] or secrets.token_urlsafe(16)
    return f"page:{order.by}:{given}:{hashlib.sha256(asked).hexdigest()[:16]}"


def _back(request: HttpRequest, room: Room) -> str:
    return way_back(request, reverse("inbox", args=[room.workspace.slug]))
