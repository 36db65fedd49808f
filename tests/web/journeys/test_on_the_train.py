"""On the train: a phone, thumbs, tunnels. What was begun is still there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.machinery.browsers import needs_chromium, sign_in
from tests.machinery.desks import Desk
from tests.machinery.outside import SHOP
from tests.web.journeys.conftest import list_replies

pytestmark = [needs_chromium, pytest.mark.slow]
BEGUN = "Oui, dès 8 h"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def phone(browser: Browser) -> Page:
    """Give a page on a phone."""
    context = browser.new_context(
        locale="fr",
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        device_scale_factor=2,
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def test_a_draft_survives_a_reload_and_a_tunnel(desk: Desk, phone: Page, asked: int) -> None:
    sign_in(phone, desk)
    phone.goto(f"{desk.address}/inbox/{SHOP}/")
    assert phone.evaluate(FITS)
    phone.locator("a.row", has_text="Awa Diarra").tap()
    expect(phone.locator("#pane h2")).to_have_text("Awa Diarra")
    expect(phone.locator(".list")).to_be_hidden()
    assert phone.evaluate(FITS)
    phone.locator("#reply").tap()
    phone.keyboard.type(BEGUN)
    phone.reload()
    expect(phone.locator("#reply")).to_have_value(BEGUN)

    # A tunnel: the answer cannot leave, the page cannot even be opened again.
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    expect(phone.locator("#notices")).to_contain_text("Rien n’est perdu")
    with pytest.raises(Error):
        phone.reload()
    phone.context.set_offline(False)
    phone.goto(f"{desk.address}/inbox/{SHOP}/{asked}/")
    expect(phone.locator("#reply")).to_have_value(BEGUN)

    phone.locator("#send").tap()
    expect(phone.get_by_text("Sera envoyé dans")).to_be_visible()
    assert list_replies(desk) == [BEGUN]
    phone.get_by_role("link", name="Revenir à la liste").tap()
    expect(phone.locator(".list")).to_be_visible()
