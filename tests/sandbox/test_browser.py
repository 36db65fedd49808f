"""The page in a real browser: what a visitor does, and what the desk does, appear by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.sandbox.conftest import RunningSquare

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="There is no Chromium here.")


@pytest.fixture
def page() -> Iterator[Page]:
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []


def test_a_comment_is_written_then_answered_and_hidden_live(
    square: RunningSquare, page: Page
) -> None:
    page.goto(square.url)
    post = page.locator("article.post").first
    post.get_by_role("button", name="An insult").click()
    post.locator(".writing").get_by_role("button", name="Send").click()
    item = post.locator(".threads > li").first
    comment = item.get_attribute("data-comment")
    square.graph("POST", f"{comment}/comments", message="Restons polis.")
    expect(item.locator(".by-brand")).to_contain_text("Restons polis.")
    square.graph("POST", str(comment), is_hidden=True)
    expect(item.locator("summary")).to_contain_text("Hidden by the brand's desk")
    message = {"text": "Parlons-en."}
    square.graph("POST", "1001/messages", recipient={"comment_id": comment}, message=message)
    expect(page.locator("#talk .theirs")).to_contain_text("Parlons-en.")
    expect(item).to_contain_text("The desk wrote back in private.")
    square.graph("DELETE", str(comment))
    expect(item).to_contain_text("Deleted by the brand's desk")


def test_one_edits_and_deletes_only_what_one_wrote(square: RunningSquare, page: Page) -> None:
    square.comment("Somebody else's")
    page.goto(square.url)
    post = page.locator("article.post").first
    expect(post.locator(".threads > li")).to_have_count(1)
    expect(post.get_by_role("button", name="Edit")).to_have_count(0)
    post.locator(".writing textarea").fill("mine")
    post.locator(".writing textarea").press("Enter")
    mine = post.locator(".threads > li").first
    mine.get_by_role("button", name="Edit").click()
    mine.locator(".editor textarea").fill("mine, mended")
    mine.locator(".editor").get_by_role("button", name="Send").click()
    expect(mine.locator(".text")).to_have_text("mine, mended")
    expect(mine.locator(".editor")).to_have_count(0)
    mine.get_by_role("button", name="Delete").click()
    expect(post.locator(".threads > li")).to_have_count(1)


def test_the_weather_is_changed_by_a_switch(square: RunningSquare, page: Page) -> None:
    page.goto(square.url)
    page.locator("#weather summary").click()
    page.get_by_role("switch", name="Access has expired").check()
    expect(page.locator("#weather .badge")).to_have_text("Stormy")
    assert square.graph("GET", "me").status_code == 401
    page.get_by_role("button", name="Back to fine weather").click()
    expect(page.locator("#weather .badge")).to_have_text("Fine weather")
    assert square.graph("GET", "me").status_code == 200


def test_nothing_is_wider_than_a_phone(square: RunningSquare, page: Page) -> None:
    square.comment("a" * 400)
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(square.url)
    expect(page.locator(".threads > li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    page.get_by_role("button", name="Private messages").click()
    expect(page.locator("#talk textarea")).to_be_visible()
