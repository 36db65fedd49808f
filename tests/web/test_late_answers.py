"""A late answer is of the conversation that was asked for, not of the one opened since."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.machinery.desks import Desk
from tests.machinery.outside import write
from tests.web.test_journey import faults, page, pytestmark, sign_in

__all__ = ["faults", "page", "pytestmark"]
VISITORS = ("Awa Diarra", "Yanis Benali")
MOST_WAITS = 150


def open_row(page: Page, visitor: str) -> None:
    page.locator("a.row", has_text=visitor).click(timeout=15_000)
    expect(page.locator("#pane h2")).to_have_text(visitor)


class Held:
    """Requests of a page that are kept back until they are let go."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.routes: list[Route] = []
        self.written: list[str] = []
        """The comments of the visitors, in their order."""

    def hold(self, route: Route) -> None:
        """Keep every request back."""
        self.routes.append(route)

    def hold_refreshes(self, route: Route) -> None:
        """Keep back what the page asks for by itself, and nothing that a person asks for."""
        asked = route.request
        is_read = asked.resource_type == "fetch" and asked.method == "GET"
        if is_read and "palabre-parts" not in asked.headers:
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self, page: Page) -> None:
        """Wait until something is kept back."""
        for _ in range(MOST_WAITS):
            if self.routes:
                return
            page.wait_for_timeout(100)
        raise AssertionError("The page asked for nothing.")

    def let_go(self) -> None:
        """Let what was kept back go on."""
        while self.routes:
            self.routes.pop().continue_()


@pytest.fixture
def held(desk: Desk, page: Page) -> Held:
    """Open a conversation of two, and give what will keep requests back."""
    made = Held()
    sign_in(page, desk)
    for visitor in VISITORS:
        made.written.append(write(desk, f"Une question de {visitor} ?", visitor=visitor))
        expect(page.locator("a.row", has_text=visitor)).to_be_visible(timeout=15_000)
    open_row(page, "Awa Diarra")
    return made


def assert_yanis_is_open(page: Page) -> None:
    expect(page.locator("#pane h2")).to_have_text("Yanis Benali")
    expect(page.locator("#messages")).not_to_contain_text("Awa Diarra")
    expect(page.locator('a.row[aria-current="true"]')).to_contain_text("Yanis Benali")


@pytest.mark.slow
def test_what_was_asked_lately_leaves_the_conversation_opened_since(
    page: Page, held: Held, faults: list[str]
) -> None:
    page.route("**/closure/", held.hold)
    page.keyboard.press("e")
    held.wait(page)
    open_row(page, "Yanis Benali")
    page.get_by_label("Votre réponse").fill("Un brouillon pour Yanis")
    held.let_go()
    undo = page.get_by_role("button", name="Annuler")
    expect(undo).to_be_visible()
    expect(page.locator("a.row", has_text="Awa Diarra")).to_have_count(0)
    assert_yanis_is_open(page)
    expect(page.get_by_label("Votre réponse")).to_have_value("Un brouillon pour Yanis")

    undo.click()
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")
    expect(page.locator("a.row", has_text="Awa Diarra")).to_have_count(1)
    assert faults == []


@pytest.mark.slow
def test_news_of_a_conversation_leave_the_one_opened_since(
    desk: Desk, page: Page, held: Held, faults: list[str]
) -> None:
    page.route("**/inbox/**", held.hold_refreshes)
    write(desk, "Et le dimanche ?", visitor="Awa Diarra", parent=held.written[0])
    held.wait(page)
    open_row(page, "Yanis Benali")
    held.let_go()
    page.wait_for_timeout(1_000)
    assert_yanis_is_open(page)
    assert faults == []
