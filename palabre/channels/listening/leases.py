"""The rows of sources: which are due, who holds them, how far they are read, what was missed."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from palabre.channels.models import Account, AccountState, SourceState
from palabre.connectors.contract import Connector, Credentials
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.sources import Source, Way
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.vault import get_vault
from palabre.workspaces.models import Workspace

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 10.0
UNDER_WAY = timedelta(seconds=5)
"""How long what somebody says may be under way from a network to us, at the most."""
ENSURE = """
    insert into channels_sourcestate
        (workspace_id, account_id, name, cursor, due_at, held_by, failures, reason, detail)
    select %s, %s, unnest(%s::text[]), '', %s, '', 0, '', ''
    on conflict do nothing
"""
CLAIM = """
    with due as (
        select s.id from channels_sourcestate s
        join channels_account a on a.workspace_id = s.workspace_id and a.id = s.account_id
        where s.workspace_id = %(workspace)s and s.due_at <= %(now)s
            and (s.held_until is null or s.held_until <= %(now)s)
            and a.state in ('connected', 'paused')
            and (a.limited_until is null or a.limited_until <= %(now)s)
        order by s.due_at limit %(most)s for update of s skip locked
    )
    update channels_sourcestate s set held_by = %(holder)s, held_until = %(until)s
    from due, channels_account a
    where s.workspace_id = %(workspace)s and s.id = due.id
        and a.workspace_id = s.workspace_id and a.id = s.account_id
    returning s.id, s.account_id, s.name, s.cursor, s.seen_at, s.failures, a.network,
        a.external_id, a.base_url, a.key, a.secrets, a.created_at
"""
RENEW = """
    update channels_sourcestate s set held_until = %s from channels_account a
    where s.workspace_id = %s and s.id = any(%s::bigint[]) and s.held_by = %s
        and a.workspace_id = s.workspace_id and a.id = s.account_id
        and a.state in ('connected', 'paused')
    returning s.id
"""
ADVANCE = """
    update channels_sourcestate set cursor = %(cursor)s, due_at = %(due_at)s,
        seen_at = coalesce(%(seen_at)s, seen_at), failures = 0, reason = '', detail = '',
        held_by = case when %(is_over)s then '' else held_by end,
        held_until = case when %(is_over)s then null else held_until end,
        connected_at = case when %(is_over)s then null else connected_at end
    where workspace_id = %(workspace)s and id = %(id)s and held_by = %(holder)s returning id
"""
CONNECTED = """
    update channels_sourcestate set connected_at = %s, failures = 0, reason = '', detail = ''
    where workspace_id = %s and id = %s and held_by = %s
"""
FAIL = """
    update channels_sourcestate set failures = least(failures + 1, 1000), reason = %s, detail = %s,
        due_at = %s, connected_at = null, held_by = '', held_until = null
    where workspace_id = %s and id = %s and held_by = %s
"""
HURRY = """
    update channels_sourcestate set due_at = least(due_at, %s)
    where workspace_id = %s and account_id = %s and name = %s
"""
MISS = """
    insert into channels_gap (workspace_id, account_id, name, since, until, reason, filled_at)
    values (%s, %s, %s, %s, %s, %s, %s)
"""
FILL = """
    update channels_gap set filled_at = %s
    where workspace_id = %s and account_id = %s and name = any(%s::text[])
        and filled_at is null and until <= %s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A source that this process alone reads, and what its network needs."""

    workspace: int
    id: int
    account: int
    holder: str
    connector: Connector
    source: Source
    credentials: Credentials
    cursor: str
    seen_at: datetime | None
    failures: int
    created_at: datetime
    key: str = ""


def ensure_sources(workspace: int, account: Account, *, now: datetime) -> None:
    """Give an account the rows of its network's sources; those that are there stay."""
    names = [source.name for source in CONNECTORS[account.network].sources]
    if names:
        with connection.cursor() as cursor:
            cursor.execute(ENSURE, [workspace, account.pk, names, now])


def list_due_workspaces(now: datetime) -> list[int]:
    """Return the workspaces where something is to be read or renewed."""
    with connection.cursor() as cursor:
        cursor.execute("select palabre_workspaces_to_listen(%s)", [now])
        return [row[0] for row in cursor.fetchall()]


def claim(workspace: int, *, holder: str, most: int, now: datetime) -> list[Held]:
    """Take due sources of a workspace that nobody else holds."""
    values: dict[str, int | str | datetime] = {
        "workspace": workspace,
        "now": now,
        "most": most,
        "holder": holder,
        "until": now + LEASE,
    }
    with workspace_scope([workspace]), connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        rows = cursor.fetchall()
    return [held for row in rows if (held := _held(workspace, holder, row)) is not None]


def _held(workspace: int, holder: str, row: Sequence[object]) -> Held | None:
    (
        id, account, name, position, seen_at, failures, network, external_id, base_url, key,
        sealed, created_at,
    ) = row  # fmt: skip
    connector = CONNECTORS[str(network)]
    source = next((one for one in connector.sources if one.name == name), None)
    if source is None:
        return None
    opened = get_vault(settings.DATA).open(bytes(sealed), purpose=f"account:{key}")  # type: ignore[call-overload]
    return Held(
        workspace=workspace,
        id=id,  # type: ignore[arg-type]
        account=account,  # type: ignore[arg-type]
        holder=holder,
        connector=connector,
        source=source,
        credentials=Credentials(str(external_id), opened, str(base_url)),
        cursor=str(position),
        seen_at=seen_at,  # type: ignore[arg-type]
        failures=failures,  # type: ignore[arg-type]
        created_at=created_at,  # type: ignore[arg-type]
        key=str(key),
    )


def renew(workspace: int, sources: Sequence[int], *, holder: str, now: datetime) -> set[int]:
    """Hold sources for longer; return those that are still ours and still wanted.

    Those that are no longer wanted are given back: when they are again, nobody waits for them.
    """
    with workspace_scope([workspace]), connection.cursor() as cursor:
        cursor.execute(RENEW, [now + LEASE, workspace, list(sources), holder])
        kept = {row[0] for row in cursor.fetchall()}
        lost = set(sources) - kept
        if lost:
            _let_go(SourceState.objects.filter(workspace_id=workspace, pk__in=lost), holder)
        return kept


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source is read now. `seen_at` None leaves it; `is_over` gives the row back."""

    cursor: str
    due_at: datetime
    seen_at: datetime | None = None
    is_over: bool = False


def advance(held: Held, progress: Progress) -> bool:
    """Write how far a source is read; False when another holds it meanwhile."""
    with workspace_scope([held.workspace]), connection.cursor() as cursor:
        mine = {"workspace": held.workspace, "id": held.id, "holder": held.holder}
        cursor.execute(ADVANCE, asdict(progress) | mine)
        return cursor.fetchone() is not None


def note_connected(held: Held, *, now: datetime) -> None:
    """Write that a socket stands, and let its poll tell what was missed."""
    with workspace_scope([held.workspace]), connection.cursor() as cursor:
        cursor.execute(CONNECTED, [now, held.workspace, held.id, held.holder])
        if held.source.catch_up:
            cursor.execute(HURRY, [now, held.workspace, held.account, held.source.catch_up])


def fail(held: Held, *, reason: str, detail: str, due_at: datetime) -> None:
    """Write why a source could not be read, and give it back until it is due again."""
    with workspace_scope([held.workspace]), connection.cursor() as cursor:
        cursor.execute(FAIL, [reason, detail[:1000], due_at, held.workspace, held.id, held.holder])


def note_gap(
    held: Held, *, until: datetime, reason: str, filled_at: datetime | None = None
) -> None:
    """Write down that a source was out of reach from when it was last seen.

    A socket tells what was said a moment before: what was under way when it was last heard may
    be missing too.
    """
    if held.seen_at is None or held.seen_at >= until:
        return
    since = held.seen_at - (UNDER_WAY if held.source.way == Way.SOCKET else timedelta(0))
    with workspace_scope([held.workspace]), connection.cursor() as cursor:
        cursor.execute(
            MISS,
            [held.workspace, held.account, held.source.name, since, until, reason, filled_at],
        )


def fill_gaps(held: Held, *, before: datetime, now: datetime) -> None:
    """Mark as filled what this poll has asked about since: its own gaps, and its sockets'."""
    names = [
        one.name for one in held.connector.sources if held.source.name in {one.name, one.catch_up}
    ]
    with workspace_scope([held.workspace]), connection.cursor() as cursor:
        cursor.execute(FILL, [now, held.workspace, held.account, names, before])


def ensure_all(workspaces: Sequence[int], *, now: datetime) -> None:
    """Give every connected account its sources: after an update that brought new ones."""
    for workspace in workspaces:
        with workspace_scope([workspace]):
            accounts = Account.objects.filter(workspace_id=workspace)
            for account in accounts.exclude(state=AccountState.DISCONNECTED):
                ensure_sources(workspace, account, now=now)


def list_sources(workspace: int, account: int) -> Sequence[SourceState]:
    """Return the sources of an account."""
    found = SourceState.objects.filter(workspace_id=workspace, account_id=account)
    return list(found.order_by("name"))


def give_back(holder: str) -> None:
    """Give back everything that a process held: it ends."""
    for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
        with workspace_scope([workspace]):
            _let_go(SourceState.objects.filter(workspace_id=workspace), holder)


def name_holder() -> str:
    """Return the name by which this process holds sources: its machine, its number, a chance."""
    return f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"


def give_back_of_the_dead() -> None:
    """Free what processes of this machine held that are no more: nobody waits for their leases."""
    for workspace in Workspace.objects.order_by("id").values_list("pk", flat=True):
        with workspace_scope([workspace]):
            held = SourceState.objects.filter(
                workspace_id=workspace, held_by__startswith=f"{_host()}:"
            )
            for holder in set(held.values_list("held_by", flat=True)):
                if _is_dead(holder):
                    _let_go(held, holder)


def _let_go(sources: QuerySet[SourceState], holder: str) -> None:
    """Free what a process holds of some sources."""
    sources.filter(held_by=holder).update(held_by="", held_until=None, connected_at=None)


def _host() -> str:
    return socket.gethostname()[:30]


def _is_dead(holder: str) -> bool:
    number = holder.split(":")[1]
    return number.isdigit() and not Path(f"/proc/{number}").exists() and Path("/proc/self").exists()
