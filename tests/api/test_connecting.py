"""Accounts that a program connects: everything that a network needs can be given."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from palabre.api.schemas import NewAccount, SecretsAsked
from palabre.channels.actions import open_secrets
from palabre.channels.models import Account
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.scope import workspace_scope
from tests.api.asking import Caller
from tests.machinery.seeds import Client, make_client


@pytest.mark.parametrize("network", sorted(CONNECTORS))
def test_what_a_network_gives_has_a_field(network: str) -> None:
    needs = CONNECTORS[network].needs
    assert {*needs.given, *needs.wished} <= {*SecretsAsked.model_fields}


def test_a_network_that_wants_the_apps_id_and_one_that_wants_its_token(database: None) -> None:
    client = make_client()
    given = {"access_token": "t", "client_id": "our-app"}
    assert secrets_of(client, "twitch", given)["client_id"] == "our-app"
    given = {"access_token": "t", "app_secret": "s", "app_token": "of-the-app"}
    assert secrets_of(client, "x", given)["app_token"] == "of-the-app"


def secrets_of(client: Client, network: str, given: dict[str, str]) -> dict[str, str]:
    """Connect an account by the API, and return what the desk keeps of it."""
    asked = {"network": network, "name": "Le Fournil", "external_id": "77"}
    asked["base_url"] = "http://127.0.0.1:9"
    answer = Caller(client.token()).ask("POST", "/accounts", body=asked | given)
    assert answer.status_code == 201, answer.content
    with workspace_scope([client.id]):
        return dict(open_secrets(Account.objects.get(network=network)))


def test_a_secret_that_is_too_long_is_refused() -> None:
    asked = {"network": "x", "name": "A", "external_id": "1", "app_token": "t" * 2001}
    with pytest.raises(ValidationError):
        NewAccount(**asked)
