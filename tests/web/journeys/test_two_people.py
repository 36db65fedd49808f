"""Two people on one message: they see each other, and nobody answers twice unaware."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.machinery.browsers import fill_sign_in, needs_chromium, sign_in
from tests.machinery.desks import Desk
from tests.machinery.outside import SHOP
from tests.web.journeys.conftest import list_replies

pytestmark = [needs_chromium, pytest.mark.slow]


def invite(page: Page, desk: Desk) -> str:
    """Invite Soizic by the members' page; return her first password."""
    page.goto(f"{desk.address}/members/{SHOP}/")
    form = page.locator("form:has(input[name=email])").first
    form.locator("input[name=email]").fill("soizic@belle-ile.example")
    form.locator("input[name=name]").fill("Soizic Le Bihan")
    form.locator("select[name=kind]").select_option("moderator")
    form.locator("button").last.click()
    return page.locator("#first-password").inner_text().strip()


def come_in(browser: Browser, desk: Desk, password: str) -> Page:
    """Let Soizic sign in for the first time, and choose her own password."""
    page = browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})
    page.set_default_timeout(15_000)
    fill_sign_in(page, desk, "soizic@belle-ile.example", password)
    page.get_by_label("Nouveau mot de passe").fill("une porte bleue sur le port")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/first-password/" not in address)
    return page


def test_they_see_each_other_and_the_second_answer_is_asked_about(
    desk: Desk, page: Page, browser: Browser, asked: int
) -> None:
    sign_in(page, desk)
    soizic = come_in(browser, desk, invite(page, desk))
    talk = f"{desk.address}/inbox/{SHOP}/{asked}/?view=all"
    page.goto(talk)
    soizic.goto(talk)
    expect(page.locator("#others")).to_have_text("Soizic Le Bihan regarde cette conversation")
    expect(soizic.locator("#others")).to_contain_text("Maëlle Kerguelen")

    soizic.locator("#reply").press_sequentially("Oui, le matin.")
    expect(page.locator("#others")).to_have_text("Soizic Le Bihan écrit une réponse")

    page.locator("#reply").fill("Oui, de 8 h à 13 h.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    expect(soizic.locator("#messages")).to_contain_text("Oui, de 8 h à 13 h.")

    # Soizic began before she could see it: she is asked, and her words are kept.
    soizic.locator("#reply").press("Control+Enter")
    expect(soizic.locator("#notices")).to_contain_text("Maëlle Kerguelen")
    expect(soizic.locator("#reply")).to_have_value("Oui, le matin.")
    assert list_replies(desk) == ["Oui, de 8 h à 13 h."]

    page.goto(f"{desk.address}/inbox/{SHOP}/")
    expect(soizic.locator("#others")).to_be_hidden()
