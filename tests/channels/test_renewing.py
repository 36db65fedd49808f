"""Sign-ins of networks that renew them in a way of their own: Bluesky's sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from asgiref.sync import sync_to_async

from palabre.channels.actions import NewAccount, connect_account, open_secrets, seal
from palabre.channels.checking import settle
from palabre.channels.models import Account, AccountState
from palabre.channels.renewing import renew_due
from palabre.channels.standing import note_refusal
from palabre.connectors.failures import ConnectorError, Failure
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually, free_port
from tests.machinery.seeds import NOW, Client, make_client
from tests.machinery.squares import run_square
from tests.machinery.twins import listening

T = TypeVar("T")
HANDLE = "boulangerie-on-bluesky.square.example"


def account_of(client: Client) -> Account:
    """Return the account as it is now."""
    with workspace_scope([client.id]):
        return Account.objects.get(pk=client.account.pk)


def test_an_account_is_found_by_its_name_and_its_session_is_kept_and_renewed(
    database: None, tmp_path: Path
) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}/bluesky"
    seed = make_client(network="bluesky", base_url=base)
    with run_square(tmp_path, port, seed.account):
        with pytest.raises(Refused):
            settle(NewAccount("bluesky", "B", HANDLE, {"app_password": "wrong"}, base))
        found = settle(NewAccount("bluesky", "B", HANDLE, {"app_password": "token"}, base))
        assert found.external_id == seed.account.external_id
        assert found.secrets["access_token"] == "token"
        with workspace_scope([seed.id]):
            Account.objects.filter(pk=seed.account.pk).update(state="disconnected")
            seed.account = connect_account(workspace=seed.id, new=found, by="test", now=clock.now())
        with listening():
            eventually(lambda: account_of(seed).signed_until is not None)
        renewed = account_of(seed)
        assert renewed.refresh_at is not None
        assert renewed.refresh_at > clock.now()
        assert open_secrets(renewed)["refresh_token"] == "refresh-token"


def refusal() -> ConnectorError:
    """Return what a network says of a session that is over."""
    return ConnectorError(Failure.SIGN_IN_AGAIN, "token", detail="over", whole_account=True)


def test_a_sign_in_that_was_renewed_meanwhile_is_not_ended_by_a_refusal_of_the_last_one(
    database: None,
) -> None:
    seed = make_client(network="bluesky")
    tell = partial(note_refusal, seed.id, seed.account.pk, refusal(), until=NOW, now=NOW)
    used = open_secrets(account_of(seed))
    with workspace_scope([seed.id]):
        tell(used={**used, "access_token": "the one before"})
        assert account_of(seed).state == AccountState.CONNECTED
        tell(used=used)
        assert account_of(seed).state == AccountState.SIGN_IN_AGAIN


def test_a_refusal_that_comes_while_a_sign_in_is_renewed_is_over_with_it(
    database: None, tmp_path: Path
) -> None:
    port = free_port()
    seed = make_client(network="bluesky", base_url=f"http://127.0.0.1:{port}/bluesky")
    secrets = {**open_secrets(seed.account), "app_password": "token"}
    with workspace_scope([seed.id]):
        sealed = seal(seed.account, secrets)
        Account.objects.update(secrets=sealed, refresh_at=clock.now())

    def refuse_after(work: Callable[[], T]) -> T:
        done = work()
        if account_of(seed).signed_until is None:
            with workspace_scope([seed.id]):
                told = partial(note_refusal, seed.id, seed.account.pk, refusal())
                told(used=secrets, until=clock.now(), now=clock.now())
        return done

    async def renew() -> None:
        async with httpx.AsyncClient() as client:
            await renew_due(seed.id, client, sync_to_async(refuse_after))

    with run_square(tmp_path, port, seed.account):
        asyncio.run(renew())
    assert account_of(seed).signed_until is not None
    assert account_of(seed).state == AccountState.CONNECTED
