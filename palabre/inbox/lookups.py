"""Looking up what webhooks leave out: a post's text, address, picture and figures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.db import close_old_connections, connection
from django.db.models import QuerySet
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account, AccountState
from palabre.connectors.contract import Credentials
from palabre.connectors.downloads import DownloadRefused, download_picture
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.models import Surface, Thread
from palabre.inbox.pictures import PictureRefused, drop_picture, has_picture, keep_picture
from palabre.plumbing import clock, stream
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Workspace

log = logging.getLogger(__name__)
AT_ONCE = 20
MOST_TOLD = 50
FRESH = timedelta(hours=1)
"""How long figures are good for."""
ACTIVE = timedelta(hours=24)
"""How recent the last message under a post is whose figures are kept fresh."""
REST = timedelta(minutes=5)
"""How long an account is left alone when its network is out of breath and names no time."""
LOOK_SECONDS = 60.0
_database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookups-database")
_resting: dict[int, datetime] = {}
FIGURES = ("published_at", "likes", "comments", "shares")

Wanted = Callable[[int], QuerySet[Surface]]
"""Which posts of a workspace are to be asked about."""


@dataclass(frozen=True, slots=True)
class Due:
    """A post to ask about, what is kept of its picture, and the account that may ask."""

    workspace: int
    surface: int
    external_id: str
    picture: str
    picture_address: str
    account: int
    network: str
    credentials: Credentials


async def describe_surfaces(client: httpx.AsyncClient) -> None:
    """Ask the networks about posts that nothing was asked of yet."""
    await _ask_about(_undescribed, client)


async def refresh_surfaces(client: httpx.AsyncClient) -> None:
    """Ask again about posts that people write under, at most once an hour each."""
    await _ask_about(_stale, client)


async def keep_surfaces_fresh(client: httpx.AsyncClient) -> None:
    """Look every minute for posts whose figures are old."""
    await refresh_surfaces(client)
    await asyncio.sleep(LOOK_SECONDS)


async def _ask_about(which: Wanted, client: httpx.AsyncClient) -> None:
    loop = asyncio.get_running_loop()
    for one in await loop.run_in_executor(_database, _list_due, which):
        if one.account in _tired():
            continue
        try:
            described = await CONNECTORS[one.network].describe(
                one.external_id, one.credentials, client
            )
        except ConnectorError as problem:
            if problem.whole_account or problem.failure == Failure.TRY_AGAIN:
                _resting[one.account] = clock.now() + (problem.wait or REST)
            else:
                await loop.run_in_executor(_database, _write, one, {})
            continue
        picture = await _bring_picture(one, described.picture, client)
        told = {name: getattr(described, name) for name in FIGURES} | picture
        told |= {"text": described.text} if described.text else {}
        told |= {"address": described.address[:500]} if described.address else {}
        await loop.run_in_executor(_database, _write, one, told)


async def _bring_picture(one: Due, address: str, client: httpx.AsyncClient) -> dict[str, str]:
    """Return the picture's hash as it is kept now, and the place on the net that it is from.

    What was kept stays when the new one cannot be had. Networks sign their addresses anew each
    time: what stands behind the question mark does not make another picture.
    """
    place = address.partition("?")[0]
    if not place:
        return {"picture": "", "picture_address": ""}
    is_kept = bool(one.picture) and has_picture(one.workspace, one.surface, one.picture)
    if is_kept and place == one.picture_address:
        return {}
    try:
        content = await download_picture(client, address, home=one.credentials.base_url)
        digest = await asyncio.to_thread(keep_picture, one.workspace, one.surface, content)
    except (DownloadRefused, PictureRefused) as refusal:
        log.info("The picture of surface %s was not taken: %s", one.surface, refusal)
        return {} if is_kept else {"picture": "", "picture_address": ""}
    return {"picture": digest, "picture_address": place}


def _list_due(which: Wanted) -> list[Due]:
    found: list[Due] = []
    close_old_connections()
    try:
        for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
            with workspace_scope([workspace]):
                found += _with_accounts(workspace, which(workspace))
    except (OperationalError, InterfaceError):
        connection.close()
    return found


def _undescribed(workspace: int) -> QuerySet[Surface]:
    posts = Surface.objects.filter(workspace_id=workspace, described_at=None, kind="post")
    return posts.exclude(external_id="").order_by("-id")


def _stale(workspace: int) -> QuerySet[Surface]:
    now = clock.now()
    active = Thread.objects.filter(workspace_id=workspace, last_at__gt=now - ACTIVE)
    return Surface.objects.filter(
        workspace_id=workspace,
        kind="post",
        described_at__lt=now - FRESH,
        pk__in=active.values("surface_id"),
    ).order_by("described_at")


def _tired() -> list[int]:
    """Return the accounts that rest."""
    now = clock.now()
    return [account for account, until in _resting.items() if until > now]


def _with_accounts(workspace: int, posts: QuerySet[Surface]) -> Sequence[Due]:
    """Return some posts of the accounts that may ask now, with what these need to ask."""
    mine = Account.objects.filter(workspace_id=workspace, state=AccountState.CONNECTED)
    accounts = mine.exclude(pk__in=_tired()).in_bulk()
    return [
        Due(
            workspace,
            post.pk,
            post.external_id,
            post.picture,
            post.picture_address,
            post.account_id,
            accounts[post.account_id].network,
            Credentials(
                accounts[post.account_id].external_id,
                open_secrets(accounts[post.account_id]),
                accounts[post.account_id].base_url,
            ),
        )
        for post in posts.filter(account_id__in=accounts)[:AT_ONCE]
    ]


def _write(one: Due, told: Mapping[str, Any]) -> None:
    """Note what was told, and that it was asked; open pages hear of what is new."""
    with workspace_scope([one.workspace]):
        post = Surface.objects.filter(workspace_id=one.workspace, pk=one.surface)
        before = post.values(*told).first() if told else {}
        post.update(described_at=clock.now(), **told)
        if before != told:
            threads = Thread.objects.filter(workspace_id=one.workspace, surface_id=one.surface)
            latest = threads.order_by("-last_at").values_list("pk", flat=True)[:MOST_TOLD]
            stream.tell(one.workspace, list(latest))
    if one.picture and told.get("picture", one.picture) != one.picture:
        drop_picture(one.workspace, one.surface, one.picture)
