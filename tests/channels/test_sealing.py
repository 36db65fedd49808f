"""After a new key everything is sealed with it, and a desk that runs goes on."""

from __future__ import annotations

import pytest
from django.conf import settings

from palabre.channels.actions import open_secrets
from palabre.channels.apps_of_networks import find_app, keep_app
from palabre.channels.models import Account
from palabre.channels.sealing import reseal
from palabre.connectors.login import App
from palabre.plumbing.data_folder import DataFolder
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.vault import FILE, FORMER, change_key
from tests.machinery.desks import Desk, eventually
from tests.machinery.outside import SHOP, wait_for_threads, write
from tests.machinery.seeds import NOW, make_client

PLACE = ("mastodon", "https://mastodon.example", "https://desk.example/accounts/sign-in/return/")


@pytest.fixture
def keys() -> DataFolder:
    """Give the folder of keys, with one of its own."""
    folder: DataFolder = settings.DATA
    folder.create()
    return folder


def test_accounts_and_apps_are_sealed_with_the_new_key_each_once(
    database: None, keys: DataFolder
) -> None:
    client = make_client()
    app = App("id", "a secret")
    with workspace_scope([client.id]):
        keep_app(client.id, PLACE, app, now=NOW)
        secrets = open_secrets(client.account)
        change_key(keys, now=NOW)
        assert reseal(client.id) == 2
        assert reseal(client.id) == 0
        known = keys.read(FILE)
        known.pop(FORMER)
        keys.write(FILE, known)
        assert open_secrets(Account.objects.get(pk=client.account.pk)) == secrets
        assert find_app(client.id, *PLACE[:2]) == app


@pytest.mark.slow
def test_a_desk_that_runs_takes_in_and_answers_with_a_new_key(desk: Desk) -> None:
    assert desk.command("vault", "rotate").returncode == 0
    told = desk.command("vault", "forget")
    assert told.returncode == 1
    assert "less than an hour ago" in told.stderr
    write(desk, "Vous ouvrez dimanche ?", visitor="Awa Diarra")
    (thread,) = wait_for_threads(desk, 1)
    (message,) = desk.get(f"/threads/{thread['id']}", workspace=SHOP)["messages"]
    with desk.api() as api:
        wish = {"verb": "reply", "text": "Oui.", "key": "k"}
        address = f"/messages/{message['id']}/acts"
        api.post(address, params={"workspace": SHOP}, json=wish).raise_for_status()
    eventually(
        lambda: any(one["state"] == "done" for one in desk.get("/acts", workspace=SHOP)["items"]),
        within=40,
    )
