"""Sign-ins under way: what a person wishes, and what is kept until they come back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from palabre.channels.models import SignInVisit
from palabre.connectors.login import App
from palabre.plumbing.errors import Refused
from palabre.plumbing.vault import get_vault

GOOD_FOR = timedelta(minutes=10)
"""How long a person may take to say yes, and then to choose among the profiles."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to sign in on: a network, the server where it has many, our app there.

    `account` is one that is connected already, to be mended; `way` names the way to sign in on a
    network that has several.
    """

    network: str
    redirect: str
    server: str = ""
    app: App | None = None
    account: int | None = None
    way: str = ""


def open_visit(
    workspace: int,
    wish: Wish,
    base: str,
    kept: tuple[str, dict[str, Any]],
    *,
    by: str,
    now: datetime,
) -> None:
    """Keep a sign-in that begins: the digest of its state, and sealed what proves it the same."""
    state, told = kept
    SignInVisit.objects.filter(workspace_id=workspace, created_at__lt=now - GOOD_FOR).delete()
    SignInVisit.objects.create(
        workspace_id=workspace,
        network=wish.network,
        base_url=base,
        redirect=wish.redirect,
        state=_digest(state),
        sealed=seal_told(state, told),
        by=by,
        account_id=wish.account,
        created_at=now,
    )


def find_visit(workspace: int, state: str, by: str, now: datetime) -> SignInVisit:
    """Return a sign-in of this person that is not over; `Refused` when there is none."""
    found = SignInVisit.objects.filter(
        workspace_id=workspace, state=_digest(state), by=by, created_at__gt=now - GOOD_FOR
    ).first()
    if found is None:
        raise Refused("This sign-in is over: begin again.", status=422)
    return found


def network_of_visit(workspace: int, state: str) -> str:
    """Return the network that a sign-in was begun on, whatever became of it; empty when none."""
    found = SignInVisit.objects.filter(workspace_id=workspace, state=_digest(state))
    return found.values_list("network", flat=True).first() or ""


def _digest(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()


def seal_told(state: str, told: dict[str, Any]) -> bytes:
    """Return what is kept, sealed for who knows the state."""
    return get_vault(settings.DATA).seal(told, purpose=f"sign-in:{state}")


def open_told(one: SignInVisit, state: str) -> dict[str, Any]:
    """Return what was kept of a sign-in."""
    return get_vault(settings.DATA).open(bytes(one.sealed), purpose=f"sign-in:{state}")
