"""Maëlle's first morning: from the sign-in to a first answer, without touching the mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.browsers import needs_chromium, watch
from tests.machinery.desks import Desk
from tests.machinery.outside import SHOP, write
from tests.web.journeys.conftest import is_on_the_network

pytestmark = [needs_chromium, pytest.mark.slow]


def reach(page: Page, selector: str) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(60):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {selector}")


def test_a_first_answer_by_the_keyboard_alone(desk: Desk, page: Page) -> None:
    faults = watch(page)
    page.goto(desk.address)
    reach(page, "input[name=username]")
    page.keyboard.type(desk.email)
    reach(page, "input[name=password]")
    page.keyboard.type(desk.password)
    page.keyboard.press("Enter")

    # She is welcomed, and shown the way to the inbox.
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue, Maëlle Kerguelen")
    expect(page.locator("html.has-script")).to_be_attached()
    page.keyboard.type("gi")
    expect(page.get_by_role("heading", level=1)).to_have_text("À répondre")

    # Somebody asks; the conversation comes by itself.
    write(desk, "Vous avez du pain sans gluten ?", visitor="Awa Diarra")
    row = page.locator("a.row", has_text="Awa Diarra")
    expect(row).to_be_visible()

    # What can the keyboard do? It says so itself.
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("répondre")
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")
    thread = int(page.locator("#pane").get_attribute("data-thread") or 0)
    page.locator("#talk").focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    page.keyboard.type("Oui, le mercredi et le samedi.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    is_on_the_network(desk, thread, "Oui, le mercredi et le samedi.")
    expect(page.locator(".ours", has_text="le mercredi")).to_be_visible()
    page.goto(f"{desk.address}/inbox/{SHOP}/")
    expect(page.locator("a.row")).to_have_count(0)
    assert faults == []
