"""In a real browser: somebody is timed out on Twitch's twin, and let back in."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.channels.test_connect_journey import connect, post_of, write
from tests.machinery.browsers import needs_chromium, open_browser, sign_in, watch
from tests.machinery.desks import Desk, eventually
from tests.machinery.outside import SHOP

pytestmark = [needs_chromium, pytest.mark.slow]


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """Give a French browser, signed in."""
    with open_browser() as browser:
        page = browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})
        sign_in(page, desk)
        yield page


def done_on(desk: Desk) -> list[tuple[str, str]]:
    """Return what the desk did to people on the square, and for how many seconds."""
    acts = httpx.get(f"{desk.square}/square/api/acts", timeout=20).json()["acts"]
    return [(one["verb"], one["text"]) for one in acts if one["verb"] in {"time_out", "unban"}]


def test_somebody_is_timed_out_with_the_keyboard_and_let_back_in(desk: Desk, page: Page) -> None:
    faults = watch(page)
    key, post = post_of(desk, "twitch", connect(page, desk, "twitch"))

    def arrives() -> bool:
        write(desk, key, post["id"], "Quel direct ennuyeux")
        page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
        return page.locator("a.row", has_text="Quel direct ennuyeux").count() > 0

    eventually(arrives, within=60)
    page.locator("a.row", has_text="Quel direct ennuyeux").first.click()
    message = page.locator(".message", has_text="Quel direct ennuyeux").first
    more = message.locator("summary", has_text="Plus")
    more.focus()
    page.keyboard.press("Enter")
    choice = message.locator("summary", has_text="Mettre l’auteur en pause")
    choice.focus()
    page.keyboard.press("Enter")
    asked = message.locator("details[id$=time_out]")
    expect(asked.get_by_text("Pas envers la chaîne")).to_be_visible()
    asked.get_by_label("Pour combien de temps").select_option("600")
    button = asked.get_by_role("button", name="Mettre l’auteur en pause")
    button.focus()
    page.keyboard.press("Enter")
    done = page.locator(".act-done", has_text="Mise en pause sur Twitch (10")
    expect(done).to_be_visible(timeout=40_000)
    assert done_on(desk) == [("time_out", "600")]
    done.get_by_role("button", name="Annuler").click()
    expect(page.locator(".act-done", has_text="Exclusion levée sur Twitch")).to_be_visible(
        timeout=40_000
    )
    assert [verb for verb, _ in done_on(desk)] == ["time_out", "unban"]
    expect(page.get_by_role("button", name="Annuler")).to_have_count(0)
    assert faults == []
