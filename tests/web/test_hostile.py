"""Odd and hostile words everywhere that strangers and colleagues can write: nothing runs,
nothing breaks the page, no words of a neighbour are turned around."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.machinery.browsers import needs_chromium, open_browser, sign_in, watch
from tests.machinery.databases import Databases
from tests.machinery.desks import Desk, start_desk
from tests.machinery.outside import SHOP, Source, event, wait_for_threads
from tests.machinery.pages import find_pages

pytestmark = [needs_chromium, pytest.mark.slow]

SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
BREAKING = "\"'></textarea></template></title><svg onload=document.title='run'>{{ 7*7 }}{% now %}"
TURNING = "Facture\u202efdp.exe \u2066dedans\u2069 \u200fet"
ARABIC = "مرحبا، متى تفتحون يوم الأحد؟ שלום 12:30"
ZALGO = "Z" + "\u0335\u0322\u031b\u0353" * 40 + "algo"
EMOJI = "👩‍👩‍👧‍👦🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f🇫🇷👍🏽" * 12
LONG_WORD = "Donaudampfschifffahrt" * 40
ENDLESS = "Où est ma commande ? " * 476
LINKS = (
    "http://bank.com@evil.example/login https://аpple.com/ https://example.com/a "
    "[https://bank.com](https://evil.example/x) javascript:document.title='run'"
)
WORDS = [SCRIPT, BREAKING, TURNING, ARABIC, ZALGO, EMOJI, LONG_WORD, ENDLESS, LINKS]
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const isCut = (place) => getComputedStyle(place).overflowX !== "visible";
  for (let place = one; place !== document.body; place = place.parentElement)
    if (isCut(place) || getComputedStyle(place).position === "fixed") return false;
  return one.getBoundingClientRect().left + one.scrollWidth > innerWidth + 1;
}).slice(-2).map((one) => one.outerHTML.slice(0, 160))"""
NOT_ISOLATED = """() => {
  const odd = /[\\u0590-\\u06ff\\u202a-\\u202e\\u2066]/, found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const held = node.parentElement.closest(
      "[dir], bdi, textarea, option, pre, span[lang], .unseen, [aria-hidden]");
    if (odd.test(node.data) && (!held || held === document.documentElement))
      found.add(node.parentElement.outerHTML.slice(0, 120));
  }
  return [...found];
}"""


@pytest.fixture(scope="module")
def hostile(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a desk whose every text is odd."""
    folder = tmp_path_factory.mktemp("hostile")
    with databases.address_of_new() as address, start_desk(ROOT, folder, address) as desk:
        source = Source(desk, name=f"Avis {TURNING} {LONG_WORD}"[:200])
        source.tell(
            *(event(words, author=words[:300], post=words[:300]) for words in WORDS),
            {"type": BREAKING, "data": {"id": SCRIPT}},
        )
        threads = wait_for_threads(desk, len(WORDS))
        with desk.api() as client:
            at = {"workspace": SHOP}
            for thread, words in zip(threads, WORDS, strict=True):
                shown = client.get(f"/threads/{thread['id']}", params=at).json()
                message = shown["messages"][0]["id"]
                note = {"text": words[:5000]}
                client.post(f"/threads/{thread['id']}/notes", params=at, json=note)
                label = {"name": words[:60]}
                client.post(f"/messages/{message}/labels", params=at, json=label)
            for number, words in enumerate(WORDS[:7]):
                reply = {"title": words[:100], "shortcut": f"mot-{number}", "text": words[:5000]}
                client.post("/saved-replies", params=at, json=reply | {"language": "fr"})
        yield desk


def address_of(desk: Desk, words: str) -> str:
    """Return the address of the conversation whose text begins with these words."""
    threads = desk.get("/threads", workspace=SHOP, view="all")["items"]
    found = next(one["id"] for one in threads if one["last_text"].startswith(words))
    return f"{desk.address}/inbox/{SHOP}/{found}/?view=all"


def check(page: Page, address: str) -> list[str]:
    """Open an address at both widths; return what is wrong there."""
    page.goto(address)
    wrong = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if not page.evaluate(FITS):
            wrong.append(f"{address} at {width}: wider than the page: {page.evaluate(TOO_WIDE)}")
    wrong += [f"{address}: not isolated: {one}" for one in page.evaluate(NOT_ISOLATED)]
    if page.title() == "run":
        wrong.append(f"{address}: a script ran")
    return wrong


def test_nothing_runs_breaks_or_turns_around_on_any_page(hostile: Desk) -> None:
    pages = find_pages(hostile, f"/inbox/{SHOP}/?view=all")
    threads = hostile.get("/threads", workspace=SHOP, view="all")["items"]
    talks = [f"/inbox/{SHOP}/{thread['id']}/?view=all" for thread in threads]
    with open_browser() as browser:
        page = browser.new_page(locale="fr")
        faults = watch(page)
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        sign_in(page, hostile)
        wrong = [
            fault
            for address in [*pages.of_route.values(), *talks]
            for fault in check(page, hostile.address + address)
        ]
    assert not wrong, "\n".join(wrong)
    assert faults == []


def test_a_link_shows_the_host_it_leads_to_and_tells_it_nothing(hostile: Desk) -> None:
    with open_browser() as browser:
        page = browser.new_page(locale="fr")
        sign_in(page, hostile)
        page.goto(address_of(hostile, "http://bank.com"))
        text = page.locator(".message .text")
        expect(text.locator("a")).to_have_count(5)
        expect(text.locator(".host")).to_have_text(["evil.example", "xn--pple-43d.com"])
        for link in text.locator("a").all():
            assert link.get_attribute("rel") == "noopener nofollow noreferrer"
            assert link.get_attribute("target") == "_blank"


def test_signs_that_turn_words_around_are_seen(hostile: Desk) -> None:
    with open_browser() as browser:
        page = browser.new_page(locale="fr")
        sign_in(page, hostile)
        page.goto(address_of(hostile, "Facture"))
        expect(page.locator(".message .sign")).to_have_text(["U+202E", "U+2066", "U+2069"])
        assert "\u202e" not in page.locator(".message .who").inner_text()
