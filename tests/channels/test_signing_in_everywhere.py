"""Signing in on every network by the desk's own pages, on its twin; then a comment is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.test import Client as Browser

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account, LedgerEntry
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from palabre.plumbing.scope import workspace_scope
from palabre.sandbox.networks import NETWORKS
from tests.inbox.test_pages import browser_of, text_of
from tests.machinery.desks import eventually
from tests.machinery.seeds import SECRETS
from tests.machinery.twins import Stage, listening, sending, stage

PLACES = {"google": "accounts/1/locations/42"}
"""Networks that name an account otherwise than by a number."""
OWN_HOSTS = {"instagram": "instagram"}
"""Ways of signing in whose accounts are asked elsewhere than the network's others."""
WAYS = [
    (network, style.way)
    for network in sorted(NETWORKS)
    for style in CONNECTORS[network].list_sign_ins()
    if CONNECTORS[network].can_sign_in
]
SUBSCRIBING = [one for one in WAYS if CONNECTORS[one[0]].can_subscribe]
BY_APP_TOKEN = {"x"}
"""Networks that take such wishes from the app itself, whose token a person gives."""
META = [one for one in WAYS if one[0] in {"facebook", "instagram"}]


@pytest.fixture
def play(network: str, database: None, tmp_path: Path) -> Iterator[Stage]:
    """Give a disconnected account on its twin, and the square's address as the desk knows it."""
    page = PLACES.get(network, "42")
    with stage(network, tmp_path, with_listener=False, page=page) as made:
        settings.DATA.create()
        settings.DATA.write("running.json", {"square": made.square.address})
        with workspace_scope([made.client.id]):
            Account.objects.filter(pk=made.account.pk).update(state="disconnected")
        yield made
        (settings.DATA.path / "running.json").unlink()


def base_of(play: Stage, network: str, way: str) -> str:
    """Return where a network's twin answers an account that signs in this way."""
    name = OWN_HOSTS.get(way, NETWORKS[network].base)
    return f"{play.square.address}/{name}"


def sign_in(play: Stage, network: str, way: str, **more: str) -> Any:
    """Sign in by the desk's pages and the network's; return the page that the desk shows then."""
    browser, slug = browser_at(play), play.client.workspace.slug
    form = {"network": network, "way": way, "server": base_of(play, network, way)}
    form |= {"app_id": "4242", "app_secret": SECRETS["app_secret"], **more}
    declined = form.pop("declined", "")
    answer = browser.post(f"/accounts/{slug}/sign-in/", form)
    assert answer.status_code == 302, text_of(answer)
    back = say_yes(answer.headers["location"], {"declined": declined} if declined else {})
    return browser.get(back, follow=True)


def browser_at(play: Stage) -> Browser:
    """Return the owner's browser, which knows the desk by the address of its doors."""
    browser = browser_of(play.client.member)
    browser.defaults["HTTP_HOST"] = play.desk.removeprefix("http://")
    return browser


def subscriptions(play: Stage) -> Any:
    """Return what the network was asked to send."""
    return play.square.state(play.account)["subscriptions"]


def arrivals(play: Stage) -> int:
    """Return how many changes the desk's door has taken in."""
    with workspace_scope([play.client.id]):
        return LedgerEntry.objects.filter(account_id=play.account.pk).count()


def say_yes(address: str, more: Mapping[str, str]) -> str:
    """Say yes on the network as a person does; return where the desk is called back."""
    page = httpx.get(address).raise_for_status().text
    link = re.search(r'href="([^"]+/yes\?[^"]+)"', page)
    assert link is not None
    yes = httpx.URL(address).join(unescape(link[1])).copy_merge_params(dict(more))
    answer = httpx.get(yes)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


@pytest.mark.parametrize(("network", "way"), WAYS)
def test_who_signs_in_receives_a_comment_and_answers_it(
    network: str, way: str, play: Stage
) -> None:
    sign_in(play, network, way)
    assert play.account.state == "connected"
    assert play.account.base_url == base_of(play, network, way)
    assert all(finding["is_fine"] for finding in play.account.findings), play.account.findings
    with listening():
        play.wait_until_heard()
        play.square.comment(play.account, "Ouvert dimanche ?")
        asked = play.wait_for("Ouvert dimanche ?")
        play.order(Verb.REPLY, asked, "reply-1", "Oui, dès huit heures")
        with sending():
            play.settle()
    assert [act.state for act in play.acts()] == ["done"]
    assert [one["verb"] for one in play.square.acts()] == ["reply"]


@pytest.mark.parametrize(("network", "way"), META)
def test_what_was_not_allowed_is_told_with_a_way_to_mend_it(
    network: str, way: str, play: Stage
) -> None:
    style = CONNECTORS[network].find_sign_in(way)
    assert style is not None
    refused = style.scopes[-1]
    page = text_of(sign_in(play, network, way, declined=refused))
    (finding,) = [one for one in play.account.findings if not one["is_fine"]]
    assert (finding["what"], finding["detail"]) == ("permissions", refused)
    assert refused in page
    assert f'name="account" value="{play.account.pk}"' in page
    sign_in(play, network, way, account=str(play.account.pk))
    assert all(one["is_fine"] for one in play.account.findings)


@pytest.mark.parametrize(("network", "way"), SUBSCRIBING)
def test_events_are_asked_for_once_arrive_and_are_taken_back(
    network: str, way: str, play: Stage
) -> None:
    sign_in(play, network, way)
    browser = browser_at(play)
    here = f"/accounts/{play.client.workspace.slug}/{play.account.pk}/"
    if network in BY_APP_TOKEN:
        assert subscriptions(play) == []
        secrets = {name: SECRETS[name] for name in ("app_secret", "access_token")}
        secrets["app_token"] = f"app-{SECRETS['access_token']}"
        browser.post(f"{here}secrets/renewal/", secrets)
        browser.post(f"{here}check/")
    asked = subscriptions(play)
    assert asked
    browser.post(f"{here}check/")
    assert subscriptions(play) == asked
    assert {"what": "events", "is_fine": True, "reason": "", "detail": ""} in play.account.findings
    play.square.comment(play.account, "Par le webhook")
    eventually(lambda: arrivals(play))
    browser.post(f"{here}disconnection/")
    assert play.account.state == "disconnected"
    assert subscriptions(play) == []


@pytest.mark.parametrize(("network", "way"), META)
def test_the_token_that_is_kept_lasts(network: str, way: str, play: Stage) -> None:
    sign_in(play, network, way)
    secrets = open_secrets(play.account)
    assert secrets["access_token"] == SECRETS["access_token"]
    if way == "instagram":
        assert secrets["refresh_token"] == secrets["access_token"]
        assert play.account.signed_until is not None
        assert play.account.refresh_at is not None
        left = play.account.signed_until - play.account.refresh_at
        assert left.days >= 9
    else:
        assert "refresh_token" not in secrets
        assert (play.account.refresh_at, play.account.signed_until) == (None, None)


@pytest.mark.parametrize(("network", "way"), [one for one in META if one[1] != "instagram"])
def test_a_sign_in_that_shows_no_page_says_what_to_do(network: str, way: str, play: Stage) -> None:
    page = text_of(sign_in(play, network, way, declined="pages_show_list"))
    assert "permettez tout ce que le réseau demande" in page
    assert play.account.state == "disconnected"


def test_the_document_about_the_desk_is_served_where_a_network_reads_it(database: None) -> None:
    settings.DATA.create()
    path = "/accounts/sign-in/bluesky/client.json"
    told = Browser().get(path, secure=True, HTTP_HOST="desk.example").json()
    assert told["client_id"] == f"https://desk.example{path}"
    assert told["redirect_uris"] == ["https://desk.example/accounts/sign-in/return/"]
    assert Browser().get(path, HTTP_HOST="desk.example").status_code == 404
    assert Browser().get("/accounts/sign-in/mastodon/client.json", secure=True).status_code == 404
