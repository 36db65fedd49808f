"""An answer that comes late is of the conversation that was asked for, not of the one opened since."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.machinery.desks import Desk
from tests.web.test_journey import page, pytestmark, sign_in, write

__all__ = ["page", "pytestmark"]
VISITORS = ("Awa Diarra", "Yanis Benali")


@pytest.fixture
def faults() -> list[str]:
    """Give the list in which the page's own errors are kept."""
    return []


def open_row(page: Page, visitor: str) -> None:
    page.locator("a.row", has_text=visitor).click(timeout=15_000)
    expect(page.locator("#pane h2")).to_have_text(visitor)


@pytest.mark.slow
def test_a_late_answer_leaves_the_conversation_opened_since(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    for visitor in VISITORS:
        write(desk, f"Une question de {visitor} ?", visitor=visitor)
        expect(page.locator("a.row", has_text=visitor)).to_be_visible(timeout=15_000)
    open_row(page, "Awa Diarra")
    current = page.locator('a.row[aria-current="true"]')
    held: list[Route] = []

    page.route("**/closure/", lambda route: held.append(route))
    page.keyboard.press("e")
    page.wait_for_timeout(300)
    open_row(page, "Yanis Benali")
    page.get_by_label("Votre réponse").fill("Un brouillon pour Yanis")
    assert len(held) == 1
    held.pop().continue_()
    expect(page.get_by_role("button", name="Annuler")).to_be_visible()
    expect(page.locator("a.row", has_text="Awa Diarra")).to_have_count(0)
    expect(page.locator("#pane h2")).to_have_text("Yanis Benali")
    expect(page.locator("#messages")).not_to_contain_text("Awa Diarra")
    expect(page.get_by_label("Votre réponse")).to_have_value("Un brouillon pour Yanis")
    expect(current).to_contain_text("Yanis Benali")

    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")
    expect(page.locator("a.row", has_text="Awa Diarra")).to_have_count(1)

    def hold_refreshes(route: Route) -> None:
        is_refresh = route.request.resource_type == "fetch" and route.request.method == "GET"
        if is_refresh and "palabre-parts" not in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    page.route("**/inbox/**", hold_refreshes)
    write(desk, "Et le dimanche ?", visitor="Awa Diarra")
    page.wait_for_event("request", lambda asked: asked.resource_type == "fetch", timeout=15_000)
    page.wait_for_timeout(300)
    assert held
    open_row(page, "Yanis Benali")
    while held:
        held.pop().continue_()
    page.wait_for_timeout(1_000)
    expect(page.locator("#pane h2")).to_have_text("Yanis Benali")
    expect(page.locator("#messages")).not_to_contain_text("Awa Diarra")
    expect(current).to_contain_text("Yanis Benali")
    assert faults == []
