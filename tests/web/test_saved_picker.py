"""Saved replies in the box to answer in: "/" and some letters find one, Enter puts it in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.desks import Desk
from tests.web.test_journey import SHOP, faults, page, pytestmark, sign_in, write

__all__ = ["faults", "page", "pytestmark"]


@pytest.mark.slow
def test_a_saved_reply_is_put_in_with_its_blanks_filled(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    write(desk, "Vous ouvrez quand ?", visitor="Awa Diarra")
    page.goto(f"{desk.address}/saved-replies/{SHOP}/")
    page.fill("[name=title]", "Horaires")
    page.fill("[name=shortcut]", "horaires")
    page.fill("[name=text]", "Bonjour {{ person }}, dès 7 h.")
    page.locator("main form button.button").last.click()
    page.goto(f"{desk.address}/inbox/{SHOP}/")
    page.locator("a.row", has_text="Awa Diarra").click()
    answer = page.get_by_label("Votre réponse")
    answer.focus()
    page.keyboard.type("/hor")
    expect(page.get_by_role("option", name="Horaires /horaires")).to_be_visible()
    page.keyboard.press("Enter")
    expect(answer).to_have_value("Bonjour Awa Diarra, dès 7 h.")
    assert faults == []
