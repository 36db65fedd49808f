"""Rush hour: forty people write while one of them is being answered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.browsers import needs_chromium, sign_in
from tests.machinery.desks import Desk
from tests.machinery.outside import SHOP, Source, event, wait_for_threads, write
from tests.web.journeys.conftest import is_on_the_network, list_replies

pytestmark = [needs_chromium, pytest.mark.slow]
EARLY, LATE = 20, 40


def count_shown(page: Page, view: str) -> int:
    """Return the number beside a view."""
    text = page.locator("#views a", has_text=view).first.locator(".count").inner_text()
    return int(re.sub(r"\D", "", text) or 0)


def test_who_answers_keeps_their_place_and_is_told_the_truth(desk: Desk, page: Page) -> None:
    source = Source(desk)
    source.tell(*(event(f"Question {n}", author=f"Tôt {n}") for n in range(EARLY)))
    wait_for_threads(desk, EARLY)
    write(desk, "Et pour un mariage ?", visitor="Awa Diarra")
    wait_for_threads(desk, EARLY + 1)
    sign_in(page, desk)
    page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
    page.locator("a.row", has_text="Awa Diarra").click()
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")
    thread = int(page.locator("#pane").get_attribute("data-thread") or 0)
    page.locator("#rows").evaluate("(rows) => { rows.scrollTop = 200; }")
    page.locator("#reply").click()
    page.keyboard.type("Oui, jusqu’à ")

    for first in range(0, LATE, 10):
        source.tell(*(event("Moi aussi", author=f"Tard {first + n}") for n in range(10)))
        page.keyboard.type("cent ")
    expect(page.locator("#fresh")).to_have_text(f"{LATE} nouveaux")
    expect(page.locator("#reply")).to_be_focused()
    expect(page.locator("#reply")).to_have_value("Oui, jusqu’à cent cent cent cent ")
    assert page.locator("#rows").evaluate("(rows) => rows.scrollTop") == 200
    expect(page.locator("a.row", has_text="Tard")).to_have_count(0)

    page.keyboard.type("personnes.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    assert list_replies(desk) == ["Oui, jusqu’à cent cent cent cent personnes."]

    is_on_the_network(desk, thread, list_replies(desk)[0])
    page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
    expect(page.locator("a.row", has_text="Tard").first).to_be_visible()
    assert count_shown(page, "À répondre") == EARLY + LATE
