"""Signing in at a real OpenID provider, which asks for PKCE and takes a refresh token once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from palabre.channels.actions import open_secrets, seal
from palabre.channels.models import Account
from palabre.channels.renewing import renew_due
from palabre.connectors.networks.youtube.login import SIGN_IN
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, text_of
from tests.machinery.desks import free_port
from tests.machinery.oidc import APP, Provider, run_provider
from tests.machinery.seeds import Client, make_client

T = TypeVar("T")
RETURN = "/accounts/sign-in/return/"
SAME_TWICE = 2


class Stage:
    """A client with a disconnected channel, its owner's browser, and the provider."""

    def __init__(self, client: Client, browser: Browser, provider: Provider) -> None:
        """Keep them."""
        self.client, self.browser, self.provider = client, browser, provider

    @property
    def account(self) -> Account:
        """Return the account as it is now."""
        with workspace_scope([self.client.id]):
            return Account.objects.get(pk=self.client.account.pk)

    def leave(self) -> str:
        """Ask the desk for a sign-in; return where it sends the person."""
        form = {"network": "youtube", "way": "", "server": self.provider.base, **APP}
        answer = self.browser.post(f"/accounts/{self.client.workspace.slug}/sign-in/", form)
        assert answer.status_code == 302, text_of(answer)
        return answer.headers["location"]

    def come_back(self, there: str) -> str:
        """Come back to the desk; return the page that it shows."""
        return text_of(self.browser.get(there, follow=True))

    def sign_in(self) -> None:
        """Sign in, all the way."""
        self.come_back(self.provider.visit(self.leave()))
        assert self.account.state == "connected"

    def change(self, **secrets: str) -> None:
        """Change secrets of the account, and let its sign-in be renewed now."""
        account = self.account
        sealed = seal(account, {**open_secrets(account), **secrets})
        with workspace_scope([self.client.id]):
            Account.objects.filter(pk=account.pk).update(secrets=sealed, refresh_at=clock.now())

    def renew(self, times: int = 1) -> None:
        """Renew what is due, in as many processes at once."""

        async def renew() -> None:
            async with httpx.AsyncClient() as client:
                await asyncio.gather(
                    *(renew_due(self.client.id, client, ask_database) for _ in range(times))
                )

        asyncio.run(renew())


async def ask_database(work: Callable[[], T]) -> T:
    """Run a piece of database work in a thread, with a connection of its own."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(run)


@pytest.fixture
def play(database: None) -> Iterator[Stage]:
    """Give a channel that is to be signed in."""
    host = f"127.0.0.1:{free_port()}"
    settings.DATA.create()
    with run_provider(f"http://{host}{RETURN}") as provider:
        settings.DATA.write("running.json", {"square": provider.address})
        client = make_client(network="youtube", base_url=provider.base)
        browser = browser_of(client.member)
        browser.defaults["HTTP_HOST"] = host
        made = Stage(client, browser, provider)
        with workspace_scope([client.id]):
            Account.objects.filter(pk=client.account.pk).update(state="disconnected")
        yield made
        (settings.DATA.path / "running.json").unlink()


def test_who_signs_in_is_connected_and_everything_is_found_fine(play: Stage) -> None:
    play.sign_in()
    secrets, account = open_secrets(play.account), play.account
    assert secrets["access_token"]
    assert secrets["refresh_token"]
    assert account.refresh_at is not None
    assert account.signed_until is not None
    assert clock.now() < account.refresh_at < account.signed_until
    assert all(one["is_fine"] for one in account.findings), account.findings
    assert play.provider.counts() == {"refreshed": 0, "refused": 0}


def test_a_code_is_worth_nothing_to_who_does_not_know_the_verifier(play: Stage) -> None:
    there = play.leave()
    query = {name: value for name, (value,) in parse_qs(urlsplit(there).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert query["scope"] == " ".join(SIGN_IN.scopes)
    code = parse_qs(urlsplit(play.provider.visit(there)).query)["code"][0]
    stolen: dict[str, Any] = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": query["redirect_uri"],
        "client_id": APP["app_id"], "client_secret": APP["app_secret"],
        "code_verifier": "a" * 43,
    }  # fmt: skip
    answer = httpx.post(f"{play.provider.base}/token", data=stolen)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_who_says_no_is_told_so_and_nothing_changes(play: Stage) -> None:
    there = play.provider.visit(play.leave(), says="no")
    page = play.come_back(there)
    assert play.account.state == "disconnected"
    assert "Le réseau n’a pas reçu de oui" in page
    assert "Se connecter sur YouTube" in page, "It can be begun again from there."


def test_a_way_back_is_taken_once(play: Stage) -> None:
    there = play.provider.visit(play.leave())
    play.come_back(there)
    assert play.account.state == "connected"
    before = open_secrets(play.account)
    play.come_back(there)
    assert open_secrets(play.account) == before
    assert play.provider.counts()["refused"] == 0, "The code was not even shown again."


def test_a_refresh_token_that_is_used_once_is_renewed_by_one_of_many(play: Stage) -> None:
    play.sign_in()
    before = open_secrets(play.account)
    for count in range(1, SAME_TWICE + 1):
        play.change()
        play.renew(times=5)
        after = open_secrets(play.account)
        assert play.provider.counts() == {"refreshed": count, "refused": 0}
        assert after["refresh_token"] != before["refresh_token"]
        assert after["access_token"] != before["access_token"]
        before = after
    assert play.account.state == "connected"


def test_a_sign_in_that_was_copied_ends_for_both(play: Stage) -> None:
    play.sign_in()
    copied = open_secrets(play.account)["refresh_token"]
    play.change()
    play.renew()
    play.change(refresh_token=copied, renewed_at="")
    play.renew()
    assert play.account.state == "sign_in_again"
    page = text_of(play.browser.get(f"/accounts/{play.client.workspace.slug}/{play.account.pk}/"))
    assert "Se connecter sur YouTube" in page, "One button mends it."
    play.sign_in()


def test_what_the_person_takes_back_is_noticed_at_the_next_look(play: Stage) -> None:
    play.sign_in()
    play.provider.forget(open_secrets(play.account)["access_token"])
    play.browser.post(f"/accounts/{play.client.workspace.slug}/{play.account.pk}/check/")
    (entry, *_) = play.account.findings
    assert (entry["what"], entry["is_fine"]) == ("entry", False)
    play.change(renewed_at="")
    play.renew()
    assert play.account.state == "sign_in_again"
