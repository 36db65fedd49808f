"""What happens to accounts and to the acts people order on them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from palabre.channels.models import Account, LedgerEntry, LedgerState
from palabre.channels.outbox import cancel_acts
from palabre.connectors.contract import Connector
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.vault import Vault
from palabre.workspaces.audit import Entry, write_audit

SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of Standard Webhooks, no secret.


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A page or profile to connect, with the secrets its network gave."""

    network: str
    name: str
    external_id: str
    secrets: Mapping[str, str]
    base_url: str = ""


def connect_account(*, workspace: int, new: NewAccount, by: str, now: datetime) -> Account:
    """Connect a page or profile of a client; its secrets are sealed with the vault's key."""
    connector = CONNECTORS.get(new.network)
    if connector is None:
        raise Refused(f"{new.network} is not a network that Palabre knows.", status=422)
    sealed = _complete(connector, new.secrets)
    known = Account.objects.filter(
        workspace_id=workspace, network=new.network, external_id=new.external_id
    )
    if known.exists():
        raise Refused("This account is connected already.")
    key = secrets.token_urlsafe(18)
    vault = Vault(settings.VAULT_KEY)
    account = Account.objects.create(
        workspace_id=workspace,
        network=new.network,
        key=key,
        name=new.name,
        external_id=new.external_id,
        base_url=new.base_url or connector.home,
        secrets=vault.seal(sealed, purpose=f"account:{key}"),
        created_at=now,
    )
    detail = {"network": new.network, "name": new.name, "external_id": new.external_id}
    write_audit(workspace, [Entry(by, "connect", f"account:{account.id}", detail)], now=now)
    return account


def _complete(connector: Connector, given: Mapping[str, str]) -> dict[str, str]:
    """Return an account's secrets, with those that are ours to make."""
    missing = [name for name in connector.needs.given if not given.get(name)]
    if missing:
        raise Refused(
            f"{connector.title} gives every account these secrets; the {missing[0]} is missing.",
            status=422,
        )
    made = {
        name: SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
        if name == "app_secret"
        else secrets.token_urlsafe(18)
        for name in connector.needs.made
        if not given.get(name)
    }
    return {name: value for name, value in given.items() if value} | made


def open_secrets(account: Account) -> dict[str, str]:
    """Return an account's secrets in clear."""
    vault = Vault(settings.VAULT_KEY)
    return {
        name: str(value)
        for name, value in vault.open(
            bytes(account.secrets), purpose=f"account:{account.key}"
        ).items()
    }


def take_back(*, workspace: int, act: int, by: str, now: datetime) -> None:
    """Cancel an act that has not begun; `Refused` when it is too late."""
    if not cancel_acts(workspace, [act], now=now):
        raise Refused("It is too late: the act was begun or is over.")
    write_audit(workspace, [Entry(by, "cancel", f"act:{act}")], now=now)


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


def resume_account(*, workspace: int, account: int, by: str, now: datetime) -> None:
    """Let an account's acts go on after signing in again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update channels_account set state = 'connected', state_reason = '', "
            "limited_until = null where workspace_id = %s and id = %s",
            [workspace, account],
        )
        if not cursor.rowcount:
            raise Refused("This account is not here.", status=404)
        cursor.execute(
            "update channels_outboxact set state = case when tries > 0 then 'unknown' "
            "else 'waiting' end, due_at = %s, reason = '' "
            "where workspace_id = %s and account_id = %s and state = 'sign_in'",
            [now, workspace, account],
        )
    write_audit(workspace, [Entry(by, "resume", f"account:{account}")], now=now)
    stream.notify(stream.ACTS)
