"""In a real browser: each network's page is connected, used and disconnected against its twin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from palabre.sandbox.networks import NETWORKS
from tests.conftest import ROOT
from tests.machinery.browsers import needs_chromium, open_browser, sign_in, watch
from tests.machinery.databases import Databases
from tests.machinery.desks import Desk, eventually, start_desk
from tests.machinery.outside import SHOP

pytestmark = [needs_chromium, pytest.mark.slow]

ANSWER = "Oui, le jeudi."


@pytest.fixture(scope="module")
def lasting_desk(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give one desk to all these tests: each has a page of its own on the square."""
    folder = tmp_path_factory.mktemp("desk")
    with databases.address_of_new() as address, start_desk(ROOT, folder, address) as desk:
        yield desk


@pytest.fixture
def page(lasting_desk: Desk) -> Iterator[Page]:
    """Give a French browser, signed in."""
    with open_browser() as browser:
        page = browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})
        sign_in(page, lasting_desk)
        yield page


def connect(page: Page, desk: Desk, network: str) -> str:
    """Connect the square's page of a network by its button; return the page's name."""
    page.goto(f"{desk.address}/accounts/{SHOP}/connection/")
    choice = page.locator(f"form:has(input[name=network][value={network}]) .choice")
    name = choice.locator("b").inner_text()
    choice.click()
    expect(page.locator("h1")).to_contain_text(name)
    return name


def post_of(desk: Desk, network: str, name: str) -> tuple[str, dict[str, Any]]:
    """Return the square's key of an account, and its last post: a live one where there is one."""
    pages = httpx.get(f"{desk.square}/square/api/state", timeout=20).json()["accounts"]
    account = next(one for one in pages if (one["network"], one["name"]) == (network, name))
    return account["key"], account["posts"][0]


def write(desk: Desk, key: str, post: str, text: str) -> None:
    """Write a visitor's comment on the square."""
    wish = {"account": key, "post": post, "text": text, "author": {"name": "Awa Diarra"}}
    told = httpx.post(f"{desk.square}/square/api/comments", json=wish, timeout=20)
    assert told.status_code == 201, told.text


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_a_page_is_connected_used_and_disconnected_by_who_reads_only_the_screen(
    network: str, lasting_desk: Desk, page: Page
) -> None:
    desk, faults = lasting_desk, watch(page)
    name = connect(page, desk, network)
    account = page.url
    key, post = post_of(desk, network, name)
    expect(page.locator(".findings .harm")).to_have_count(0)

    def is_listened_to() -> bool:
        page.reload()
        return not page.get_by_text("pas encore lu").count()

    eventually(is_listened_to, within=40)

    write(desk, key, post["id"], f"Bonjour, vous livrez à Rezé ? ({network})")

    def arrives() -> bool:
        page.goto(account)
        button = page.get_by_role("button", name="Lire maintenant")
        if button.count():
            button.click()
        page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
        return page.locator("a.row", has_text=f"({network})").count() > 0

    eventually(arrives, within=60)
    page.locator("a.row", has_text=f"({network})").click()
    message = page.locator(".message", has_text=f"({network})").first
    expect(message).to_be_visible()

    page.get_by_label("Votre réponse").fill(ANSWER)
    page.keyboard.press("Control+Enter")
    state = f"{desk.square}/square/api/state"
    eventually(lambda: ANSWER in httpx.get(state, params={"account": key}).text, within=40)
    expect(page.locator(".act-done, .message.ours").first).to_be_visible(timeout=40_000)

    page.goto(account)
    page.get_by_text("Déconnecter ce compte").click()
    page.get_by_role("button", name=re.compile("^Déconnecter")).click()
    expect(page.locator(".page-head")).to_contain_text("Déconnecté")
    assert faults == []
