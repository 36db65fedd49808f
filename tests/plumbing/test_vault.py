"""The vault: what was sealed opens with its key and for its purpose, untouched, or not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.vault import (
    NONCE_BYTES,
    Vault,
    change_key,
    forget_former_keys,
    get_vault,
)
from tests.machinery.seeds import NOW, SECRETS, make_client
from tests.workspaces.full_clients import as_owner

VALUE = {"access_token": "clé très secrète"}
BOUNDS = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@BOUNDS
@given(value=st.dictionaries(st.text(), st.text() | st.integers(), max_size=4), key=st.text())
def test_what_is_sealed_opens_again(value: dict[str, object], key: str) -> None:
    vault = Vault(key.encode("utf-8", "replace").decode())
    assert vault.open(vault.seal(value, purpose="a"), purpose="a") == json.loads(json.dumps(value))


def test_every_altered_byte_is_noticed() -> None:
    vault = Vault("key")
    sealed = vault.seal(VALUE, purpose="account:1")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(InvalidTag):
            vault.open(bytes(altered), purpose="account:1")


@pytest.mark.parametrize("length", [0, 5, NONCE_BYTES, NONCE_BYTES + 15])
def test_what_was_cut_short_does_not_open(length: int) -> None:
    vault = Vault("key")
    with pytest.raises((InvalidTag, ValueError)):
        vault.open(vault.seal(VALUE, purpose="a")[:length], purpose="a")


def test_another_purpose_or_key_does_not_open_it() -> None:
    sealed = Vault("key").seal(VALUE, purpose="account:1")
    for key, purpose in (("key", "account:2"), ("key", ""), ("other", "account:1")):
        with pytest.raises(InvalidTag):
            Vault(key).open(sealed, purpose=purpose)


def test_a_former_key_opens_what_it_sealed_until_it_is_sealed_anew() -> None:
    before = Vault("first").seal(VALUE, purpose="a")
    vault = Vault("second", "first")
    assert vault.open(before, purpose="a") == VALUE
    fresh = vault.renew(before, purpose="a")
    assert fresh is not None
    assert Vault("second").open(fresh, purpose="a") == VALUE
    assert vault.renew(fresh, purpose="a") is None
    with pytest.raises(InvalidTag):
        Vault("second").open(before, purpose="a")


def test_the_installation_s_vault_knows_a_new_key_at_once_and_forgets_the_last_one_later(
    tmp_path: Path,
) -> None:
    folder = DataFolder(tmp_path)
    folder.create()
    before = get_vault(folder).seal(VALUE, purpose="a")
    change_key(folder, now=NOW)
    assert get_vault(folder).open(before, purpose="a") == VALUE
    after = get_vault(folder).seal(VALUE, purpose="a")
    with pytest.raises(Refused):
        forget_former_keys(folder, now=NOW + timedelta(minutes=59))
    assert forget_former_keys(folder, now=NOW + timedelta(minutes=61)) == 1
    assert forget_former_keys(folder, now=NOW + timedelta(minutes=61)) == 0
    assert get_vault(folder).open(after, purpose="a") == VALUE
    with pytest.raises(InvalidTag):
        get_vault(folder).open(before, purpose="a")


def test_the_same_value_is_sealed_differently_each_time() -> None:
    sealed = [Vault("key").seal(VALUE, purpose="a") for _ in range(50)]
    assert len({one[:NONCE_BYTES] for one in sealed}) == 50
    assert not any("secrète".encode() in one for one in sealed)


def test_the_database_holds_no_secret_of_an_account_in_clear(database: None) -> None:
    client = make_client()
    ((kept,),) = as_owner("select secrets from channels_account")
    for secret in SECRETS.values():
        assert secret.encode() not in bytes(kept)
    assert open_secrets(client.account) == SECRETS


def test_secrets_moved_to_another_account_do_not_open(database: None) -> None:
    one, two = make_client("Une"), make_client("Deux")
    with workspace_scope([two.id]):
        account = Account.objects.get(pk=two.account.pk)
        account.secrets = one.account.secrets
        with pytest.raises(InvalidTag):
            open_secrets(account)
