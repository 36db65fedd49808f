"""Signing in: once, for who began, with proof; renewed under a lock, mended by one sign-in."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings

from palabre.channels.actions import open_secrets, seal
from palabre.channels.models import Account, NetworkApp
from palabre.channels.renewing import renew_due
from palabre.channels.signing_in import begin_sign_in, connect_profile, finish_sign_in
from palabre.channels.visits import Wish
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.twins import Stage, stage

BY = "member:1"
RETURN = "http://desk.example/accounts/sign-in/return/"
T = TypeVar("T")


@pytest.fixture
def play(database: None, tmp_path: Path) -> Iterator[Stage]:
    """Give an account on Mastodon's twin, and the square's address as the desk knows it."""
    with stage("mastodon", tmp_path, with_listener=False) as made:
        settings.DATA.create()
        settings.DATA.write("running.json", {"square": made.square.address})
        yield made
        (settings.DATA.path / "running.json").unlink()


def begin(play: Stage, **more: Any) -> str:
    """Begin a sign-in; return the address at which the person says yes."""
    wish = Wish("mastodon", RETURN, server=f"{play.square.address}/mastodon", **more)
    with workspace_scope([play.client.id]):
        return begin_sign_in(
            workspace=play.client.id,
            slug=play.client.workspace.slug,
            wish=wish,
            by=BY,
            now=clock.now(),
        )


def say_yes(address: str) -> dict[str, str]:
    """Say yes on the network as a person does; return what comes back to the desk."""
    page = httpx.get(address).raise_for_status().text
    link = re.search(r'href="([^"]+/yes\?[^"]+)"', page)
    assert link is not None
    answer = httpx.get(httpx.URL(address).join(unescape(link[1])))
    assert answer.status_code == 302
    back = answer.headers["location"]
    assert back.startswith(RETURN)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def finish(play: Stage, told: dict[str, str], by: str = BY) -> Any:
    """Take what the network answered."""
    with workspace_scope([play.client.id]):
        return finish_sign_in(
            workspace=play.client.id,
            state=told["state"],
            code=told["code"],
            by=by,
            now=clock.now(),
        )


def test_a_sign_in_proves_itself_and_opens_the_profile(play: Stage) -> None:
    address = begin(play)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) > 40
    told = say_yes(address)
    _, profiles = finish(play, told)
    assert [profile.external_id for profile in profiles] == ["42"]
    with workspace_scope([play.client.id]):
        Account.objects.filter(pk=play.account.pk).update(state="disconnected")
        connected = connect_profile(
            workspace=play.client.id, state=told["state"], external_id="42", by=BY, now=clock.now()
        )
        assert open_secrets(connected)["access_token"] == "token"
        assert b"token" not in bytes(connected.secrets)


def test_the_app_makes_itself_known_once(play: Stage) -> None:
    begin(play)
    begin(play)
    with workspace_scope([play.client.id]):
        assert NetworkApp.objects.count() == 1


def test_a_state_is_good_once_for_who_began_and_no_other(play: Stage) -> None:
    told = say_yes(begin(play))
    with pytest.raises(Refused):
        finish(play, told, by="member:2")
    with pytest.raises(Refused):
        finish(play, told | {"state": told["state"] + "x"})
    finish(play, told)
    with pytest.raises(Refused):
        finish(play, told)


def test_a_code_of_another_sign_in_is_not_taken(play: Stage) -> None:
    first, second = say_yes(begin(play)), say_yes(begin(play))
    with pytest.raises(Refused):
        finish(play, first | {"code": second["code"]})


@pytest.mark.parametrize(
    "server",
    [
        "http://mastodon.example",
        "https://127.0.0.1",
        "https://localhost",
        "https://10.0.0.1",
        "ftp://x",
    ],
)
def test_a_server_inside_the_house_is_not_asked(database: None, play: Stage, server: str) -> None:
    with pytest.raises(Refused), workspace_scope([play.client.id]):
        begin_sign_in(
            workspace=play.client.id,
            slug="x",
            wish=Wish("mastodon", RETURN, server=server),
            by=BY,
            now=clock.now(),
        )


def test_one_sign_in_mends_an_account_and_its_acts_go_on(play: Stage) -> None:
    with workspace_scope([play.client.id]):
        Account.objects.filter(pk=play.account.pk).update(
            state="sign_in_again", secrets=seal(play.account, {"access_token": "old", "kept": "x"})
        )
    finish(play, say_yes(begin(play, account=play.account.pk)))
    assert play.account.state == "connected"
    assert open_secrets(play.account) == {"access_token": "token", "kept": "x"}


def renew(play: Stage) -> None:
    """Renew what is due, as the listener does."""
    found: list[BaseException] = []

    async def run() -> None:
        async with httpx.AsyncClient() as client:
            await renew_due(play.client.id, client, database)

    async def database(work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)

    def guarded() -> None:
        try:
            asyncio.run(run())
        except BaseException as problem:
            found.append(problem)

    thread = threading.Thread(target=guarded)
    thread.start()
    thread.join(30)
    assert found == []


def let_it_be_due(play: Stage, secrets: dict[str, str], **more: Any) -> None:
    """Give the account secrets that are to be renewed now."""
    finish(play, say_yes(begin(play)))
    with workspace_scope([play.client.id]):
        Account.objects.filter(pk=play.account.pk).update(
            secrets=seal(play.account, secrets), refresh_at=clock.now(), **more
        )


def test_a_renewal_keeps_what_the_network_left_out(play: Stage) -> None:
    let_it_be_due(play, {"access_token": "old", "refresh_token": "refresh-token", "kept": "x"})
    renew(play)
    secrets = open_secrets(play.account)
    assert (secrets["access_token"], secrets["kept"]) == ("token", "x")
    assert secrets["refresh_token"] == "refresh-token"


def test_a_token_that_was_refused_is_renewed_and_the_account_goes_on(play: Stage) -> None:
    let_it_be_due(
        play, {"access_token": "old", "refresh_token": "refresh-token"}, state="sign_in_again"
    )
    renew(play)
    assert play.account.state == "connected"


def test_a_revoked_sign_in_waits_for_a_person(play: Stage) -> None:
    let_it_be_due(play, {"access_token": "old", "refresh_token": "refresh-token"})
    play.square.faults(account=play.account.key, sign_in_over=True)
    renew(play)
    assert play.account.state == "sign_in_again"
    assert play.account.refresh_at is None
    assert open_secrets(play.account)["refresh_token"] == "refresh-token"
