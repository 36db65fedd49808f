"""Sign-ins of networks that renew them in a way of their own: Bluesky's sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from palabre.channels.actions import NewAccount, connect_account, open_secrets
from palabre.channels.checking import settle
from palabre.channels.models import Account
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually, free_port
from tests.machinery.seeds import Client, make_client
from tests.machinery.squares import run_square
from tests.machinery.twins import listening

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
