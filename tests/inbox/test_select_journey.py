"""The list in a real browser: selected with the keyboard, undone, filtered, kept on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.desks import Desk
from tests.web.test_journey import SHOP, faults, page, pytestmark, sign_in, write

__all__ = ["faults", "page", "pytestmark"]
VISITORS = ("Awa Diarra", "Noé Petit", "Inès Blanc", "Yanis Roy")
HOSTILE = "Une brioche <img src=x onerror=alert(1)> et des brioches"


@pytest.mark.slow
def test_three_are_selected_with_the_keyboard_closed_and_brought_back(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    for visitor in VISITORS:
        write(desk, f"Question de {visitor}", visitor=visitor)
    expect(page.locator("a.row")).to_have_count(4, timeout=20_000)
    page.goto(f"{desk.address}/inbox/{SHOP}/")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-count")).to_have_text("3 sélectionnées")
    page.locator("#bulk-close").click()
    expect(page.locator("a.row")).to_have_count(1)
    expect(page.locator("#bulk-done")).to_contain_text("3 conversations closes")
    expect(page.locator("#bulk")).to_be_hidden()
    page.keyboard.press("u")
    expect(page.locator("a.row")).to_have_count(4)
    page.keyboard.press("*")
    expect(page.locator("#bulk-count")).to_have_text("4 sélectionnées")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    assert faults == []


@pytest.mark.slow
def test_filters_stay_through_open_and_back_and_the_search_is_marked(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    write(desk, HOSTILE, visitor="Awa Diarra")
    write(desk, "Rien à voir", visitor="Noé Petit")
    expect(page.locator("a.row")).to_have_count(2, timeout=20_000)
    page.locator("#filter-fields summary").click()
    page.get_by_label("Genre").select_option(label="Commentaires")
    page.locator("#search").fill("brioche")
    page.get_by_role("button", name="Montrer").click()
    expect(page.locator("a.row mark")).to_have_text(["brioche", "brioches"])
    query = re.compile(r"\?(?=.*kind=comment)(?=.*q=brioche)")
    page.locator("a.row").click()
    expect(page).to_have_url(re.compile(rf"/\d+/{query.pattern}"))
    found = page.locator(".message.is-found .said > .text mark")
    expect(found).to_have_text(["brioche", "brioches"])
    expect(page.locator(".message img")).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/inbox/{SHOP}/{query.pattern}"))
    expect(page.locator(".chip")).to_have_count(1)
    page.reload()
    expect(page.locator("a.row")).to_have_count(1)
    assert faults == []
