"""Accounts, the ledger and dead letters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Router, Status

from palabre.api import schemas
from palabre.api.document import REFUSED
from palabre.api.doors import Cursor, Key, Limit, Slug, account_id, inside, page, who
from palabre.channels.actions import (
    NewAccount,
    bring_back_dead_letters,
    connect_account,
    disconnect_account,
    dismiss_dead_letters,
    pause_account,
    read_now,
    renew_secrets,
    replay_dead_letters,
    resume_account,
)
from palabre.channels.checking import check_account, settle
from palabre.channels.models import Account, LedgerEntry, LedgerState
from palabre.channels.queries import count_ledger
from palabre.channels.subscribing import subscribe_account, unsubscribe_account
from palabre.plumbing import clock, paging
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.rights import Right

router = Router(tags=["channels"])


@router.get("/accounts", response={200: list[schemas.Account], REFUSED: schemas.Problem})
def list_accounts(request: HttpRequest, workspace: Slug = None) -> list[dict[str, Any]]:
    """List connected accounts: of one workspace, or of all of yours."""
    present = who(request)
    rooms = (
        [present.workspace(workspace, Right.READ)]
        if workspace
        else [one for one in present.workspaces.values() if Right.READ in present.rights[one.pk]]
    )
    slugs = {room.pk: room.slug for room in rooms}
    with workspace_scope(slugs):
        accounts = Account.objects.filter(workspace_id__in=slugs).order_by("id")
        return [_account(one, slugs[one.workspace_id]) for one in accounts]


def _account(one: Account, slug: str) -> dict[str, Any]:
    return {
        "workspace": slug,
        "key": one.key,
        "network": one.network,
        "name": one.name,
        "external_id": one.external_id,
        "state": one.state,
        "state_reason": one.state_reason,
        "limited_until": one.limited_until,
        "last_event_at": one.last_event_at,
        "hook_path": f"/hooks/{one.network}/{one.key}",
    }


@router.post("/accounts", response={201: schemas.Account, REFUSED: schemas.Problem})
def connect(
    request: HttpRequest, asked: schemas.NewAccount, workspace: Slug = None
) -> Status[dict[str, Any]]:
    """Connect a page, a profile or a source. What the network gave is sealed, and never told."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        new = NewAccount(
            network=asked.network,
            name=asked.name,
            external_id=asked.external_id,
            secrets=asked.secrets() | {"verify_token": asked.verify_token},
            base_url=asked.base_url,
        )
        now, desk = clock.now(), request.build_absolute_uri("/")
        account = connect_account(workspace=room.pk, new=settle(new), by=actor, now=now)
        ask = partial(subscribe_account, workspace=room.pk, account=account.pk, desk=desk)
        transaction.on_commit(partial(ask, by=actor, now=now))
        return Status(201, _account(account, room.slug))


@router.post("/accounts/{key}/resumption", response={204: None, REFUSED: schemas.Problem})
def resume(request: HttpRequest, key: Path[Key], workspace: Slug = None) -> Status[None]:
    """Let an account's acts go on after signing in again on its network."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        account = account_id(room, key) or 0
        resume_account(workspace=room.pk, account=account, by=actor, now=clock.now())
    return Status(204, None)


@router.post("/accounts/{key}/pause", response={204: None, REFUSED: schemas.Problem})
def pause(request: HttpRequest, key: Path[Key], workspace: Slug = None) -> Status[None]:
    """Let an account's acts wait; what arrives is still taken in."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        account = account_id(room, key) or 0
        pause_account(workspace=room.pk, account=account, by=actor, now=clock.now())
    return Status(204, None)


@router.post("/accounts/{key}/reading", response={204: None, REFUSED: schemas.Problem})
def read(request: HttpRequest, key: Path[Key], workspace: Slug = None) -> Status[None]:
    """Ask the account's network for what is new, without waiting for the next time."""
    with inside(request, workspace, Right.MANAGE) as (room, _):
        read_now(workspace=room.pk, account=account_id(room, key) or 0, now=clock.now())
    return Status(204, None)


@router.delete("/accounts/{key}", response={204: None, REFUSED: schemas.Problem})
def disconnect(request: HttpRequest, key: Path[Key], workspace: Slug = None) -> Status[None]:
    """End an account's connection: its secrets are forgotten, its history is kept.

    Connecting the same account again brings it back.
    """
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        account = account_id(room, key) or 0
        desk = request.build_absolute_uri("/")
        unsubscribe_account(workspace=room.pk, account=account, desk=desk)
        disconnect_account(workspace=room.pk, account=account, by=actor, now=clock.now())
    return Status(204, None)


@router.put("/accounts/{key}/secrets", response={204: None, REFUSED: schemas.Problem})
def renew(
    request: HttpRequest, asked: schemas.SecretsAsked, key: Path[Key], workspace: Slug = None
) -> Status[None]:
    """Keep new secrets of the network's; with none, those of our making are made anew."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        account = account_id(room, key) or 0
        given, now = asked.secrets(), clock.now()
        renew_secrets(workspace=room.pk, account=account, given=given, by=actor, now=now)
    return Status(204, None)


@router.post(
    "/accounts/{key}/check", response={200: list[schemas.Finding], REFUSED: schemas.Problem}
)
def check(request: HttpRequest, key: Path[Key], workspace: Slug = None) -> Sequence[dict[str, Any]]:
    """Ask the network what this account may do; nothing is changed there."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        account = account_id(room, key) or 0
        return check_account(workspace=room.pk, account=account, by=actor, now=clock.now())


@router.get("/ledger", response={200: schemas.Ledger, REFUSED: schemas.Problem})
def get_ledger(request: HttpRequest, workspace: Slug = None) -> dict[str, int]:
    """Return how many arrivals wait, were applied and are dead letters."""
    with inside(request, workspace, Right.READ) as (room, _):
        return count_ledger(room.pk)


@router.get("/dead-letters", response={200: schemas.DeadLetters, REFUSED: schemas.Problem})
def list_dead_letters(
    request: HttpRequest, workspace: Slug = None, cursor: Cursor = "", limit: Limit = 100
) -> dict[str, Any]:
    """List arrivals that could not be understood, the latest first."""
    with inside(request, workspace, Right.MANAGE) as (room, _):
        dead = LedgerEntry.objects.filter(workspace_id=room.pk, state=LedgerState.DEAD)
        found, following = paging.take_page(
            dead.select_related("account"), cursor=cursor, limit=limit
        )
        return page([_letter(one) for one in found], following)


def _letter(one: LedgerEntry) -> dict[str, Any]:
    return {
        "id": one.pk,
        "account": one.account.key,
        "reason": one.reason,
        "body": bytes(one.body).decode("utf-8", "replace"),
        "received_at": one.received_at,
    }


@router.post("/dead-letters/replay", response={200: schemas.Count, REFUSED: schemas.Problem})
def replay(
    request: HttpRequest, asked: schemas.ReplayAsked, workspace: Slug = None
) -> dict[str, int]:
    """Try dead letters again: the named ones, or all."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        count = replay_dead_letters(workspace=room.pk, letters=asked.ids, by=actor, now=clock.now())
    return {"count": count}


@router.post("/dead-letters/dismissal", response={200: schemas.Count, REFUSED: schemas.Problem})
def dismiss(
    request: HttpRequest, asked: schemas.LettersAsked, workspace: Slug = None
) -> dict[str, int]:
    """Put dead letters aside."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        count = dismiss_dead_letters(
            workspace=room.pk, letters=asked.ids, by=actor, now=clock.now()
        )
    return {"count": count}


@router.delete("/dead-letters/dismissal", response={200: schemas.Count, REFUSED: schemas.Problem})
def bring_back(
    request: HttpRequest, asked: schemas.LettersAsked, workspace: Slug = None
) -> dict[str, int]:
    """Bring back dead letters that were put aside."""
    with inside(request, workspace, Right.MANAGE) as (room, actor):
        count = bring_back_dead_letters(
            workspace=room.pk, letters=asked.ids, by=actor, now=clock.now()
        )
    return {"count": count}
