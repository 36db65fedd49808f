"""What happens to accounts and to the acts people order on them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from palabre.channels.ends import cancel_end_of
from palabre.channels.events import ActsCancelled
from palabre.channels.listening.leases import ensure_sources
from palabre.channels.models import Account, AccountState, LedgerEntry, LedgerState, SourceState
from palabre.channels.outbox import cancel_acts
from palabre.connectors.contract import Connector
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing import events, stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.plumbing.vault import get_vault
from palabre.workspaces.audit import Entry, write_audit

BETWEEN_READINGS = timedelta(seconds=10)
"""How long a poll is left alone, however often a person asks for it."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of Standard Webhooks, no secret.


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A page or profile to connect, with the secrets its network gave."""

    network: str
    name: str
    external_id: str
    secrets: Mapping[str, str]
    base_url: str = ""
    refresh_at: datetime | None = None
    signed_until: datetime | None = None


def connect_account(*, workspace: int, new: NewAccount, by: str, now: datetime) -> Account:
    """Connect a page or profile of a client; its secrets are sealed with the vault's key.

    One that was disconnected comes back with its history and its address.
    """
    connector = CONNECTORS.get(new.network)
    if connector is None:
        raise Refused(f"{new.network} is not a network that Palabre knows.", status=422)
    complete = _complete(connector, new.secrets)
    known = Account.objects.filter(
        workspace_id=workspace, network=new.network, external_id=new.external_id
    ).first()
    if known is not None and known.state != AccountState.DISCONNECTED:
        raise Refused("This account is connected already.")
    account = known or Account(
        workspace_id=workspace,
        network=new.network,
        key=secrets.token_urlsafe(18),
        external_id=new.external_id,
        created_at=now,
    )
    account.name = new.name
    account.base_url = new.base_url or connector.home
    account.state, account.state_reason, account.limited_until = AccountState.CONNECTED, "", None
    account.secrets = seal(account, complete)
    account.findings, account.checked_at = [], None
    account.refresh_at, account.signed_until = new.refresh_at, new.signed_until
    if connector.renews_itself and not complete.get("access_token"):
        account.refresh_at = now
    account.save()
    ensure_sources(workspace, account, now=now)
    detail = {"network": new.network, "name": new.name, "external_id": new.external_id}
    write_audit(workspace, [Entry(by, "connect", f"account:{account.id}", detail)], now=now)
    stream.notify(stream.ACTS)
    return account


def _complete(connector: Connector, given: Mapping[str, str]) -> dict[str, str]:
    """Return an account's secrets, with those that are ours to make."""
    is_signed_in = connector.renews_itself and given.get("access_token")
    needed = () if is_signed_in else connector.needs.given
    missing = [name for name in needed if not given.get(name)]
    if missing:
        raise Refused(
            f"{connector.title} gives every account these secrets; the {missing[0]} is missing.",
            status=422,
        )
    made = {name: _make(name) for name in connector.needs.made if not given.get(name)}
    return {name: value for name, value in given.items() if value} | made


def _make(name: str) -> str:
    """Return a new secret of our own making."""
    if name == "app_secret":
        return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
    return secrets.token_urlsafe(18)


def seal(account: Account, opened: Mapping[str, str]) -> bytes:
    """Return secrets sealed for this account alone."""
    return get_vault(settings.DATA).seal(dict(opened), purpose=f"account:{account.key}")


def open_secrets(account: Account) -> dict[str, str]:
    """Return an account's secrets in clear."""
    vault = get_vault(settings.DATA)
    return {
        name: str(value)
        for name, value in vault.open(
            bytes(account.secrets), purpose=f"account:{account.key}"
        ).items()
    }


def take_back(*, workspace: int, act: int, by: str, now: datetime) -> None:
    """Cancel an act that has not begun, and what was to end it; `Refused` when it is too late."""
    take_turn(workspace)
    if not cancel_acts(workspace, [act], now=now):
        raise Refused("It is too late: the act was begun or is over.")
    ends = cancel_end_of(workspace, act, now=now)
    write_audit(workspace, [Entry(by, "cancel", f"act:{act}")], now=now)
    events.announce(ActsCancelled(workspace, [act, *ends]))


def replay_dead_letters(*, workspace: int, letters: Sequence[int], by: str, now: datetime) -> int:
    """Put dead letters back in the queue of arrivals; return how many."""
    dead = LedgerEntry.objects.filter(workspace_id=workspace, state=LedgerState.DEAD)
    if letters:
        dead = dead.filter(id__in=letters)
    count = dead.update(state=LedgerState.WAITING, reason="", applied_at=None)
    if count:
        detail = {"count": count}
        write_audit(workspace, [Entry(by, "replay", "dead letters", detail)], now=now)
        stream.notify(stream.ARRIVALS)
    return count


def dismiss_dead_letters(*, workspace: int, letters: Sequence[int], by: str, now: datetime) -> int:
    """Put dead letters aside for good, until this is taken back; return how many."""
    return _move_letters(
        workspace, letters, "dismiss", now, by, LedgerState.DEAD, LedgerState.DISMISSED
    )


def bring_back_dead_letters(
    *, workspace: int, letters: Sequence[int], by: str, now: datetime
) -> int:
    """Take the dismissing of dead letters back; return how many are here again."""
    return _move_letters(
        workspace, letters, "bring_back", now, by, LedgerState.DISMISSED, LedgerState.DEAD
    )


def _move_letters(  # noqa: PLR0913 - from where to where, and who did it.
    workspace: int,
    letters: Sequence[int],
    action: str,
    now: datetime,
    by: str,
    before: LedgerState,
    after: LedgerState,
) -> int:
    found = LedgerEntry.objects.filter(workspace_id=workspace, state=before, id__in=letters)
    count = found.update(state=after, applied_at=now)
    if count:
        detail = {"count": count, "letters": list(letters)[:100]}
        write_audit(workspace, [Entry(by, action, "dead letters", detail)], now=now)
    return count


def get_account(workspace: int, account: int) -> Account:
    """Return an account of this client; `Refused` when there is none such."""
    found = Account.objects.filter(workspace_id=workspace, pk=account).first()
    if found is None:
        raise Refused("This account is not here.", status=404)
    return found


def pause_account(*, workspace: int, account: int, by: str, now: datetime) -> None:
    """Let an account's acts wait; what arrives is taken in as ever."""
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    Account.objects.filter(workspace_id=workspace, pk=account).update(state=AccountState.PAUSED)
    write_audit(workspace, [Entry(by, "pause", f"account:{account}")], now=now)


def read_now(*, workspace: int, account: int, now: datetime) -> int:
    """Make what is asked of an account's network due at once; return how many sources that is.

    A pause that its network asked for holds, and a poll that was read just now is left alone.
    """
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    asked = [one.name for one in CONNECTORS[found.network].sources if one.is_asked]
    waiting = SourceState.objects.filter(
        workspace_id=workspace, account_id=account, name__in=asked, due_at__gt=now, held_by=""
    )
    told_to_wait, just_read = Q(reason="rate_limit"), Q(seen_at__gt=now - BETWEEN_READINGS)
    return waiting.exclude(told_to_wait | just_read).update(due_at=now)


def disconnect_account(*, workspace: int, account: int, by: str, now: datetime) -> None:
    """End an account's connection: its secrets are forgotten, its address is nobody's.

    Its conversations stay. Acts that were not begun are cancelled; those whose outcome is
    unknown are looked for when the account comes back.
    """
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected already.")
    take_turn(workspace)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from channels_outboxact where workspace_id = %s and account_id = %s "
            "and state in ('waiting', 'sign_in') and tries = 0",
            [workspace, account],
        )
        waiting = [row[0] for row in cursor.fetchall()]
    cancelled = cancel_acts(workspace, waiting, now=now)
    events.announce(ActsCancelled(workspace, cancelled))
    Account.objects.filter(workspace_id=workspace, pk=account).update(
        state=AccountState.DISCONNECTED,
        state_reason="",
        limited_until=None,
        secrets=seal(found, {}),
        findings=[],
        checked_at=None,
        refresh_at=None,
        signed_until=None,
    )
    detail = {"name": found.name, "cancelled": len(cancelled)}
    write_audit(workspace, [Entry(by, "disconnect", f"account:{account}", detail)], now=now)


def renew_secrets(
    *, workspace: int, account: int, given: Mapping[str, str], by: str, now: datetime
) -> None:
    """Give an account other secrets: those named, or when none is, new ones of our making."""
    found = get_account(workspace, account)
    if found.state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    needs = CONNECTORS[found.network].needs
    names = (*needs.given, *needs.wished)
    fresh = {name: value for name, value in given.items() if value and name in names}
    fresh = fresh or {name: _make(name) for name in needs.made}
    sealed = seal(found, open_secrets(found) | fresh)
    Account.objects.filter(workspace_id=workspace, pk=account).update(secrets=sealed)
    if CONNECTORS[found.network].renews_itself:
        Account.objects.filter(workspace_id=workspace, pk=account).update(refresh_at=now)
    detail = {"secrets": sorted(fresh)}
    write_audit(workspace, [Entry(by, "renew", f"account:{account}", detail)], now=now)


def reveal_secret(*, workspace: int, account: int, name: str, by: str, now: datetime) -> str:
    """Return one secret in clear; that it was shown, and to whom, stands in the log."""
    found = get_account(workspace, account)
    value = open_secrets(found).get(name, "")
    if not value:
        raise Refused("This account has no such secret.", status=404)
    detail = {"secret": name}
    write_audit(workspace, [Entry(by, "reveal", f"account:{account}", detail)], now=now)
    return value


def resume_account(*, workspace: int, account: int, by: str, now: datetime) -> None:
    """Let an account's acts and readings go on, after a pause or after signing in again."""
    if get_account(workspace, account).state == AccountState.DISCONNECTED:
        raise Refused("This account is disconnected: connect it again first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "update channels_account set state = 'connected', state_reason = '', "
            "limited_until = null where workspace_id = %s and id = %s",
            [workspace, account],
        )
        cursor.execute(
            "update channels_sourcestate set due_at = %s, failures = 0 "
            "where workspace_id = %s and account_id = %s and reason <> ''",
            [now, workspace, account],
        )
        cursor.execute(
            "update channels_outboxact set state = case when looks > 0 then 'unknown' "
            "else 'waiting' end, due_at = %s, reason = '' "
            "where workspace_id = %s and account_id = %s and state = 'sign_in'",
            [now, workspace, account],
        )
    write_audit(workspace, [Entry(by, "resume", f"account:{account}")], now=now)
    stream.notify(stream.ACTS)
