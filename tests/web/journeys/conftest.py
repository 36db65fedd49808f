"""What the stories stand on: a browser, and desks in which somebody waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.machinery.browsers import open_browser, sign_in
from tests.machinery.desks import Desk, eventually
from tests.machinery.outside import SHOP, wait_for_threads, write


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Give a browser."""
    with open_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Page:
    """Give a page of somebody who reads French, at a table."""
    opened = browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(15_000)
    return opened


@pytest.fixture
def asked(desk: Desk) -> int:
    """Let Awa ask on the square; return her conversation."""
    write(desk, "Êtes-vous ouverts le dimanche ?", visitor="Awa Diarra")
    threads = wait_for_threads(desk, 1)
    return int(threads[0]["id"])


def open_talk(page: Page, desk: Desk, thread: int) -> None:
    """Sign in and open a conversation."""
    sign_in(page, desk)
    page.goto(f"{desk.address}/inbox/{SHOP}/{thread}/?view=all")


def list_replies(desk: Desk) -> list[str]:
    """Return the texts of every answer that was asked for and not taken back."""
    acts = desk.get("/acts", workspace=SHOP)["items"]
    return [one["text"] for one in acts if one["verb"] == "reply" and one["state"] != "taken_back"]


def is_on_the_network(desk: Desk, thread: int, text: str) -> None:
    """Wait until an answer stands in the conversation as the network's own message."""

    def arrived() -> bool:
        messages = desk.get(f"/threads/{thread}", workspace=SHOP)["messages"]
        return any(one["direction"] == "out" and one["text"] == text for one in messages)

    eventually(arrived, within=40)
