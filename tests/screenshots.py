"""Takes pictures of every page of a demonstration desk: to look at, and for the documentation."""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.machinery.browsers import open_browser, sign_in
from tests.machinery.desks import Desk, free_port
from tests.machinery.outside import SHOP

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "use" / "pictures"
WIDTHS = (390, 1280, 1920)
HEIGHTS = {390: 844, 1280: 800, 1920: 1080}
LANGUAGES = ("fr", "en")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE_UP_TO = 4_000
Theme = Literal["light", "dark"]


def main() -> None:
    """Run a lively desk, and take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="Where all pictures go.")
    parser.add_argument("--chosen", action="store_true", help="Those of the documentation.")
    parser.add_argument("--seconds", type=int, default=60, help="How long visitors talk first.")
    options = parser.parse_args()
    if options.folder is None and not options.chosen:
        parser.error("Name a folder, or ask for --chosen.")
    with lively_desk(options.seconds) as desk, open_browser() as browser:
        if options.chosen:
            take_chosen(browser, desk, PICTURES)
        if options.folder is not None:
            take_all(browser, desk, options.folder)


@contextmanager
def lively_desk(seconds: int) -> Iterator[Desk]:
    """Give a demonstration on which people have talked for a while."""
    with tempfile.TemporaryDirectory(prefix="palabre-pictures-") as folder:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        environment.pop("DATABASE_URL", None)
        environment.pop("PALABRE_DATA", None)
        desk = Desk(ROOT, Path(folder) / "data", free_port(), environment)
        desk.start("--chatter-seconds", "1")
        os.environ["PALABRE_DATA"] = str(desk.folder)
        import django

        django.setup()
        from tests.web.full_desk import fill

        try:
            fill(desk)
            time.sleep(seconds)
            yield desk
        finally:
            desk.stop()


def list_addresses(desk: Desk) -> dict[str, str]:
    """Return an address of every page that links lead to, by a name for its file."""
    from tests.machinery.pages import find_pages

    found = find_pages(desk, f"/inbox/{SHOP}/?view=all").of_route.items()
    return {
        re.sub(r"<\w+:(\w+)>", r"\1", route).strip("/").replace("/", "-") or "home": address
        for route, address in found
    }


def open_page(browser: Browser, desk: Desk, width: int, theme: Theme) -> Page:
    """Return a signed-in page of a width and theme."""
    size = {"width": width, "height": HEIGHTS[width]}
    page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
    sign_in(page, desk)
    return page


def speak(page: Page, language: str) -> None:
    """Choose the language of the page's member."""
    button = page.locator(f'.languages button[value="{language}"]').first
    button.evaluate("(one) => one.click()")
    page.wait_for_selector(f'html[lang="{language}"]')


def take_all(browser: Browser, desk: Desk, folder: Path) -> None:
    """Take every page in every way."""
    addresses = list_addresses(desk)
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for width in WIDTHS:
            page = open_page(browser, desk, width, "light")
            speak(page, language)
            for name, address in addresses.items():
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                page.goto(desk.address + address)
                tall = page.evaluate("document.documentElement.scrollHeight")
                height = min(max(tall, HEIGHTS[width]), WHOLE_UP_TO)
                page.set_viewport_size({"width": width, "height": height})
                for theme in THEMES:
                    page.emulate_media(color_scheme=theme)
                    page.screenshot(path=folder / f"{name}.{language}.{width}.{theme}.png")
            page.context.close()


def take_chosen(browser: Browser, desk: Desk, folder: Path) -> None:
    """Take the few that the documentation shows."""
    folder.mkdir(parents=True, exist_ok=True)
    by_name = list_addresses(desk)
    chosen: tuple[tuple[str, int, Theme, str], ...] = (
        ("inbox", 1280, "light", _conversation(desk)),
        ("inbox-dark", 1280, "dark", _conversation(desk)),
        ("phone", 390, "light", _conversation(desk)),
        ("charter", 1280, "light", by_name["charter-workspace"]),
        ("person", 1280, "light", by_name["people-workspace-person"]),
    )
    for name, width, theme, address in chosen:
        page = open_page(browser, desk, width, theme)
        speak(page, "en")
        page.goto(desk.address + address)
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{name}.png")
        page.context.close()


def _conversation(desk: Desk) -> str:
    """Return the address of the conversation in which most was written."""
    threads = desk.get("/threads", workspace=SHOP, view="all")["items"]
    answered = [one for one in threads if one["assignee"]] or threads
    return f"/inbox/{SHOP}/{answered[0]['id']}/?view=all"


if __name__ == "__main__":
    main()
