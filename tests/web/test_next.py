"""One key, next conversation: what is put away opens the next one, and can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.desks import Desk
from tests.web.test_journey import faults, page, pytestmark, sign_in, write

__all__ = ["faults", "page", "pytestmark"]
VISITORS = ("Awa Diarra", "Yanis Benali", "Inès Carpentier")


@pytest.mark.slow
def test_conversations_are_cleared_one_key_each(desk: Desk, page: Page, faults: list[str]) -> None:
    sign_in(page, desk)
    for visitor in VISITORS:
        write(desk, f"Une question de {visitor} ?", visitor=visitor)
        expect(page.locator("a.row", has_text=visitor)).to_be_visible(timeout=15_000)
    title = page.locator("#pane h2")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(title).to_have_text("Inès Carpentier")

    page.keyboard.press("e")
    expect(title).to_have_text("Yanis Benali")
    expect(page.locator("a.row")).to_have_count(2)
    page.keyboard.press("u")
    expect(title).to_have_text("Inès Carpentier")
    expect(page.locator("a.row")).to_have_count(3)

    page.keyboard.press("r")
    page.keyboard.type("Oui, bien sûr.")
    page.keyboard.press("Control+Shift+Enter")
    expect(title).to_have_text("Yanis Benali")
    expect(page.get_by_text("Répondu, et clos.")).to_be_visible()
    expect(page.locator("#talk")).to_be_focused()
    page.keyboard.press("u")
    expect(title).to_have_text("Inès Carpentier")
    expect(page.get_by_label("Votre réponse")).to_have_value("Oui, bien sûr.")

    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    for left in ("Yanis Benali", "Awa Diarra"):
        page.keyboard.press("e")  # the answer was sent, so that keys act again
        expect(title).to_have_text(left)
    page.keyboard.press("e")
    expect(page.locator("#pane").get_by_text("Personne n’attend de réponse.")).to_be_visible()
    page.keyboard.press("u")
    expect(title).to_have_text("Awa Diarra")
    assert faults == []


@pytest.mark.slow
def test_the_palette_does_what_the_page_offers(desk: Desk, page: Page, faults: list[str]) -> None:
    sign_in(page, desk)
    write(desk, "Avez-vous du pain sans gluten ?", visitor="Awa Diarra")
    page.locator("a.row", has_text="Awa Diarra").click(timeout=15_000)
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")

    page.keyboard.press("Control+k")
    page.keyboard.type("clore")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Annuler")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("gluten")
    found = page.get_by_role("option", name="Awa Diarra")
    expect(found).to_be_visible()
    found.click()
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")

    page.keyboard.press("Control+k")
    page.keyboard.type("chiffres")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chiffres")
    page.keyboard.press("Control+k")
    page.keyboard.type("theme sombre")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert faults == []
