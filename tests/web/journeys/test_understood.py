"""An insult and an urgent question arrive: seen, found, explained, and a rule put on trial."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.machinery.browsers import needs_chromium, sign_in
from tests.machinery.desks import Desk, eventually
from tests.machinery.outside import SHOP, write

pytestmark = [needs_chromium, pytest.mark.slow]
INSULT = "Tu écris n’importe quoi, pauvre débile"
URGENT = "C’est une fraude, appelez-moi d’urgence ou je porte plainte"


def message_of(desk: Desk, text: str) -> dict[str, Any]:
    """Return the latest message of a text once it was decided on."""

    def found() -> dict[str, Any]:
        listed = desk.get("/messages", workspace=SHOP)["items"]
        return next((one for one in listed if one["text"] == text and one["decision"]), {})

    message: dict[str, Any] = eventually(found)
    return message


def put_on_trial(page: Page, desk: Desk, rule: str) -> None:
    """Change a rule's mode by its control on the page of the charter."""
    page.goto(f"{desk.address}/charter/{SHOP}/")
    control = page.locator(f'[id="mode-{rule}"]')
    control.locator("summary").click()
    control.locator('button[value="shadow"]').click()
    expect(page.locator("#notices")).to_contain_text("À l’essai")


def test_a_moderator_sees_why_and_puts_a_rule_on_trial(desk: Desk, page: Page) -> None:
    write(desk, INSULT, visitor="Kévin Marchal")
    write(desk, URGENT, visitor="Jonas Weber")
    insult, urgent = message_of(desk, INSULT), message_of(desk, URGENT)
    sign_in(page, desk)

    # The list tells what is urgent; the filters find the insult by its risk.
    page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
    row = page.locator(f'[data-row="{urgent["thread"]}"]')
    expect(row.get_by_title("Urgent")).to_be_visible()
    page.locator("#filter-fields > summary").click()
    page.locator('select[name="risk"]').select_option("toxic")
    page.locator("#filter-fields button").click()
    expect(page.locator("#chips")).to_contain_text("Toxique")
    expect(page.locator("[data-row]")).to_have_count(1)

    # The reasons mark the words in the text.
    page.goto(f"{desk.address}/inbox/{SHOP}/{urgent['thread']}/?view=all")
    told = page.locator(f"#understood-{urgent['id']}")
    expect(told).to_contain_text("Urgent")
    told.locator("summary").click()
    expect(told.locator("mark", has_text="fraude").first).to_be_visible()
    expect(page.locator(f"#m-{urgent['id']} .text")).to_contain_text("fraude")

    # Each rule that hid the insult is put on trial by its control.
    assert insult["decision"]["verdict"] == "hide"
    rules = [one["rule"] for one in insult["decision"]["because"] if not one["shadow"]]
    for rule in rules:
        put_on_trial(page, desk, rule)

    # The next one passes, and says what would have been said.
    write(desk, INSULT + ".", visitor="Paul Le Goff")
    passed = message_of(desk, INSULT + ".")
    assert passed["decision"]["verdict"] == "allow"
    assert {one["rule"] for one in passed["decision"]["because"]} >= set(rules)
    page.goto(f"{desk.address}/inbox/{SHOP}/{passed['thread']}/?view=all")
    told = page.locator(f"#understood-{passed['id']}")
    told.locator("summary").click()
    expect(told).to_contain_text("Une règle à l’essai aurait parlé")
