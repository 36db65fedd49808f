"""Every page of the desk, in both languages, themes and widths: axe-core finds no fault.

Pages are found by following links: a page that a new route shows is looked at without an entry
here, or the first test names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.machinery.browsers import needs_chromium, open_browser, sign_in
from tests.machinery.databases import Databases
from tests.machinery.desks import Desk, start_desk
from tests.machinery.outside import SHOP
from tests.machinery.pages import Pages, find_pages
from tests.web.full_desk import fill

pytestmark = [needs_chromium, pytest.mark.slow]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 390)
Theme = Literal["light", "dark"]
THEMES: dict[str, Sequence[Theme]] = {"fr": ("light", "dark"), "en": ("light",)}
"""In the second language only words and widths differ: the dark is not looked at again."""
UNLINKED: dict[str, str] = {
    "clients/<slug:workspace>/name/": f"/clients/{SHOP}/name/",
    "clients/<slug:workspace>/roles/": f"/clients/{SHOP}/roles/",
    "clients/<slug:workspace>/account/": f"/clients/{SHOP}/account/",
    "clients/<slug:workspace>/check/": f"/clients/{SHOP}/check/",
    "clients/<slug:workspace>/done/": f"/clients/{SHOP}/done/",
    "accounts/<slug:workspace>/sign-in/end/": "no page: a network sends the person back there",
    "accounts/sign-in/<slug:network>/client.json": "no page: a network reads who we are there",
    "components/": "/components/",
    "pictures/<slug:workspace>/<int:surface>-<slug:digest>-<int:size>.webp": "no page: a picture",
    "first-password/": "no page: only who signs in with a first password comes there",
    "figures/<slug:workspace>/day/": "no page: the day above the list, asked for alone",
    "accounts/<slug:workspace>/<int:account>/first-event/": "no page: a part, asked for again",
    "inbox/<slug:workspace>/views/": "no page: where a view is kept",
    "audit/<slug:workspace>/export.<slug:form>": "no page: a file",
    "letters/<slug:workspace>/export/": "no page: a file",
}
"""Routes of pages that no link leads to, each with an address or, after "no page:", a reason."""
MORE = {
    "a search without results": f"/inbox/{SHOP}/?view=all&q=introuvable",
    "hidden": f"/inbox/{SHOP}/?view=hidden",
    "nobody's page": "/nowhere/",
    "nobody's client": "/inbox/nobody/",
    "nobody's conversation": f"/inbox/{SHOP}/999999/",
}
LOOK = """async ([tags, only, where]) => {
  const options = only
    ? { runOnly: { type: "rule", values: only } }
    : { runOnly: { type: "tag", values: tags } };
  const found = await axe.run(where ?? document, {
    ...options, resultTypes: ["violations"], preload: false,
  });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
  [one.id, node.target.join(" "), [...node.any, ...node.all, ...node.none][0]?.message].join(": ")
  ));
}"""
KINDS = """() => {
  const kinds = new Map();
  document.querySelectorAll("details").forEach((one, place) => {
    const kind = one.className || one.parentElement.className;
    if (one.checkVisibility() && !kinds.has(kind)) kinds.set(kind, place);
  });
  const dialogs = [...document.querySelectorAll("dialog")].map((_, place) => place);
  return [[...kinds.values()], dialogs];
}"""
OPEN = """([selector, place]) => {
  const one = document.querySelectorAll(selector)[place];
  if (one.matches("dialog")) one.showModal(); else one.open = true;
  one.setAttribute("data-looked-at", "");
}"""
CLOSE = """() => document.querySelectorAll("[data-looked-at]").forEach((one) => {
  if (one.matches("dialog")) one.close(); else one.open = false;
  one.removeAttribute("data-looked-at");
})"""


@dataclass
class Full:
    """A full desk with its pages."""

    desk: Desk
    pages: Pages


@pytest.fixture(scope="module")
def full(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    """Give one desk for the whole module, with something on every page."""
    folder = tmp_path_factory.mktemp("full")
    with databases.address_of_new() as address, start_desk(ROOT, folder, address) as desk:
        fill(desk)
        yield Full(desk, find_pages(desk, f"/inbox/{SHOP}/?view=all"))


def look(page: Page, *, theme: str, where: str | None = None) -> list[str]:
    """Return what axe finds; in the dark only what depends on colour."""
    only = ["color-contrast"] if theme == "dark" else None
    found: list[str] = page.evaluate(LOOK, [TAGS, only, where])
    return found


def look_everywhere(page: Page, themes: Sequence[Theme]) -> Iterator[str]:
    """Yield what is wrong on the open page, plain and with each menu and dialog open."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        details, dialogs = page.evaluate(KINDS)
        places = [("details", one) for one in details] + [("dialog", one) for one in dialogs]
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            yield from (f"{width} {theme}: {one}" for one in look(page, theme=theme))
        for place in places:
            page.evaluate(OPEN, place)
            for theme in themes:
                page.emulate_media(color_scheme=theme)
                found = look(page, theme=theme, where="[data-looked-at]")
                yield from (f"{width} {theme}, {place} open: {one}" for one in found)
            page.evaluate(CLOSE)


def prepare(page: Page, address: str) -> None:
    """Open a page with axe in it; nothing moves."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))


def note(wrong: dict[str, list[str]], name: str, found: Iterable[str]) -> None:
    """Keep each fault once, with the pages it is on."""
    for fault in found:
        wrong.setdefault(fault, []).append(name)


def addresses(full: Full) -> dict[str, str]:
    """Return the addresses to look at, by name."""
    linked = {route or "/": address for route, address in full.pages.of_route.items()}
    unlinked = {route: told for route, told in UNLINKED.items() if not told.startswith("no page")}
    return linked | unlinked | MORE


def test_every_page_is_linked_from_another_or_named_here(full: Full) -> None:
    unreached = [route for route in full.pages.unreached if route not in UNLINKED]
    assert not unreached, f"No link leads to {', '.join(unreached)}: name them in UNLINKED."
    assert len(full.pages.of_route) > 10


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_no_fault_on_any_page(full: Full, language: str) -> None:
    wrong: dict[str, list[str]] = {}
    with open_browser() as browser:
        page = browser.new_page(locale=language)
        prepare(page, f"{full.desk.address}/sign-in/")
        note(wrong, "sign-in", look_everywhere(page, THEMES[language]))
        sign_in(page, full.desk)
        page.locator(f'.languages button[value="{language}"]').evaluate("one => one.click()")
        page.wait_for_selector(f'html[lang="{language}"]')
        for name, address in addresses(full).items():
            prepare(page, full.desk.address + address)
            note(wrong, name, look_everywhere(page, THEMES[language]))
    assert not wrong, "\n".join(f"{fault}\n    on {', '.join(on)}" for fault, on in wrong.items())
