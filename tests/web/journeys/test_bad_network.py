"""A bad network: what was written is kept, the person is told, and an answer leaves once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.machinery.browsers import needs_chromium
from tests.machinery.desks import Desk
from tests.web.journeys.conftest import is_on_the_network, list_replies, open_talk

pytestmark = [needs_chromium, pytest.mark.slow]
ANSWER = "Oui, de 8 h à 13 h."


def test_an_answer_sent_while_offline_is_kept_and_sent_once_later(
    desk: Desk, page: Page, asked: int
) -> None:
    open_talk(page, desk, asked)
    page.locator("#reply").fill(ANSWER)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Rien n’est perdu")
    expect(page.locator("#reply")).to_have_value(ANSWER)
    page.context.set_offline(False)
    page.locator("#reply").press("Control+Enter")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    expect(page.locator("#reply")).to_have_value("")
    assert list_replies(desk) == [ANSWER]


def test_an_answer_whose_receipt_was_lost_leaves_once(desk: Desk, page: Page, asked: int) -> None:
    open_talk(page, desk, asked)

    def lose(route: Route) -> None:
        """Let the desk have it, and the page hear nothing."""
        route.fetch()
        route.abort()

    page.route("**/acts/", lose, times=1)
    page.locator("#reply").fill(ANSWER)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Rien n’est perdu")
    expect(page.locator("#reply")).to_have_value(ANSWER)
    page.locator("#reply").press("Control+Enter")
    expect(page.locator("#reply")).to_have_value("")
    is_on_the_network(desk, asked, ANSWER)
    assert list_replies(desk) == [ANSWER]
