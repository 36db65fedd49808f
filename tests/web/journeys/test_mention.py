"""A note that speaks to a colleague: picked by keys, told at once, gone when it was seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.machinery.browsers import needs_chromium, sign_in
from tests.machinery.desks import Desk
from tests.machinery.outside import SHOP
from tests.web.journeys.test_two_people import come_in, invite

pytestmark = [needs_chromium, pytest.mark.slow]


def test_a_colleague_is_picked_by_keys_and_sees_it_at_once(
    desk: Desk, page: Page, browser: Browser, asked: int
) -> None:
    sign_in(page, desk)
    soizic = come_in(browser, desk, invite(page, desk))
    soizic.goto(f"{desk.address}/inbox/{SHOP}/?view=mentions")
    counter = soizic.locator("#views a[aria-current] .count")
    expect(counter).to_have_text("0")

    page.goto(f"{desk.address}/inbox/{SHOP}/{asked}/?view=all")
    page.locator("#talk").press("n")
    page.keyboard.type("Tu peux voir avec elle, @soi")
    chosen = page.locator("#mention-list [aria-selected=true]")
    expect(chosen).to_contain_text("Soizic Le Bihan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_have_value("Tu peux voir avec elle, @Soizic Le Bihan ")
    expect(page.locator("#mention-list")).to_be_hidden()
    page.keyboard.type("?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note .mention")).to_have_text("@Soizic Le Bihan")

    expect(counter).to_have_text("1")
    soizic.locator("a.row").first.click()
    expect(soizic.locator(".note-mine .mention-mine")).to_have_text("@Soizic Le Bihan")
    expect(counter).to_have_text("0")
    expect(soizic.locator(".note-unread")).to_have_count(0)
