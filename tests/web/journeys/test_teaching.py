"""A manager teaches own intents, puts them live, finds a message by one and corrects another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.engine.learning.samples import write_csv
from tests.machinery.browsers import needs_chromium, sign_in
from tests.machinery.desks import Desk, eventually
from tests.machinery.outside import SHOP, write

pytestmark = [needs_chromium, pytest.mark.slow]
CAKE = "Bonjour, je voudrais commander un gros gâteau pour dimanche"


def is_learned(page: Page) -> bool:
    page.reload()
    return page.get_by_role("button", name="Mettre en service").count() == 1


def test_own_intents_are_taught_put_live_found_and_taken_off(
    desk: Desk, page: Page, tmp_path: Path
) -> None:
    sign_in(page, desk)
    teach(desk, page, tmp_path / "examples.csv")
    message = find_by_its_intent(desk, page)
    correct(desk, page, message)

    # One correction is too little to learn from, and the command says so.
    learned = json.loads(desk.command("learn", "--workspace", SHOP, "--json").stdout)
    assert learned[0]["report"]["answers"]["sentiment"] == 1
    assert SHOP in desk.command("learn", "--workspace", SHOP).stdout

    # The way back.
    page.goto(f"{desk.address}/teaching/{SHOP}/intents/")
    page.get_by_role("button", name="N’en utiliser aucune").click()
    expect(page.locator("#notices")).to_contain_text("Retirée")


def teach(desk: Desk, page: Page, examples: Path) -> None:
    """Teach own intents from a file, after a first try with a fault, and put them live."""
    page.goto(f"{desk.address}/charter/{SHOP}/")
    page.get_by_role("link", name="Intentions propres").click()

    # A line without an intent is told by its number; what was pasted is kept.
    page.locator("#text").fill("text;intent\nbonjour;\n")
    page.get_by_role("button", name="Apprendre de ces exemples").click()
    expect(page.get_by_role("alert")).to_contain_text("Ligne 2 : L’intention est vide.")
    expect(page.locator("#text")).to_have_value("text;intent\nbonjour;\n")

    # A good file is learned by the worker, with what to expect.
    examples.write_bytes(b"\xef\xbb\xbf" + write_csv(";"))
    page.locator("#file").set_input_files(examples)
    page.get_by_role("button", name="Apprendre de ces exemples").click()
    expect(page.locator("#notices")).to_contain_text("s’apprennent")
    eventually(lambda: is_learned(page))
    expect(page.locator("#version-1")).to_contain_text("reçoivent leur intention")
    page.get_by_role("button", name="Mettre en service").click()
    expect(page.locator("#version-1 .badge")).to_have_text("en service")


def find_by_its_intent(desk: Desk, page: Page) -> dict[str, Any]:
    """Have a message get its own intent, find it by that, and return it."""
    write(desk, CAKE, visitor="Inès Caron")

    def found() -> dict[str, Any]:
        listed = desk.get("/messages", workspace=SHOP)["items"]
        return next(
            (one for one in listed if one["text"] == CAKE and one["understanding"]["own_intent"]),
            {},
        )

    message: dict[str, Any] = eventually(found)
    assert message["understanding"]["own_intent"]["name"] == "order_cake"
    page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
    page.locator("#filter-fields > summary").click()
    page.locator('select[name="own"]').select_option("order_cake")
    page.locator("#filter-fields button").click()
    expect(page.locator("#chips")).to_contain_text("order_cake")
    expect(page.locator("[data-row]")).to_have_count(1)
    return message


def correct(desk: Desk, page: Page, message: dict[str, Any]) -> None:
    """Correct what was understood, beside the message."""
    page.goto(f"{desk.address}/inbox/{SHOP}/{message['thread']}/?view=all")
    told = page.locator(f"#understood-{message['id']}")
    expect(told).to_contain_text("order_cake")
    told.locator("summary").click()
    told.get_by_role("link", name="Corriger").click()
    page.locator("#sentiment").select_option("positive")
    page.get_by_role("button", name="C’est juste ainsi").click()
    expect(page.locator("#notices")).to_contain_text("gardé pour en apprendre")
