"""A real browser for tests: Chromium, signed in at a desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.machinery.desks import Desk

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
needs_chromium = pytest.mark.skipif(
    shutil.which(CHROMIUM) is None, reason="Chromium is not at /usr/bin/chromium."
)


expect.set_options(timeout=20_000)
"""Long enough for a loaded machine: what never comes still fails."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Give a browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, desk: Desk) -> None:
    """Sign in as the owner, and stand in the inbox."""
    fill_sign_in(page, desk, desk.email, desk.password)
    page.goto(f"{desk.address}/inbox/")


def fill_sign_in(page: Page, desk: Desk, email: str, password: str) -> None:
    """Sign in, and stand wherever that leads."""
    page.goto(f"{desk.address}/sign-in/")
    page.locator('input[name="username"]').fill(email)
    page.locator('input[name="password"]').fill(password)
    page.locator("main form:has(input[name=username]) button").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto(f"{desk.address}/inbox/")


def watch(page: Page) -> list[str]:
    """Return the list in which the page's own errors, and what its policy forbade, are kept."""
    faults: list[str] = []
    page.on("pageerror", lambda problem: faults.append(str(problem)))
    page.on(
        "console",
        lambda told: faults.append(told.text) if "Content Security" in told.text else None,
    )
    return faults
