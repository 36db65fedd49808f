"""Connecting an account: what the network gives, what is ours to make, what is refused."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from palabre.channels.actions import NewAccount, connect_account, open_secrets
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import NOW, SECRETS, Client, make_client


def connect(client: Client, **more: Any) -> dict[str, str]:
    """Connect an account and return its secrets."""
    values = {"network": "generic", "name": "Avis", "external_id": "shop", "secrets": {}} | more
    with workspace_scope([client.id]):
        new = NewAccount(**values)
        account = connect_account(workspace=client.id, new=new, by="test", now=NOW)
        return open_secrets(account)


def test_a_generic_source_gets_a_standard_secret(database: None) -> None:
    secret = connect(make_client())["app_secret"]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 24


def test_a_page_gets_a_verify_token_and_keeps_what_its_network_gave(database: None) -> None:
    given = {"app_secret": "s", "access_token": "t"}
    opened = connect(make_client(), network="facebook", external_id="77", secrets=given)
    assert opened.pop("verify_token")
    assert opened == given


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"network": "nowhere"}, 422),
        ({"network": "instagram", "secrets": {"app_secret": "s"}}, 422),
        ({"network": "facebook", "external_id": "42", "secrets": SECRETS}, 409),
    ],
)
def test_what_cannot_be_connected_is_refused(
    database: None, more: dict[str, Any], status: int
) -> None:
    client = make_client(page="42")
    with pytest.raises(Refused) as refusal:
        connect(client, **more)
    assert refusal.value.status == status
