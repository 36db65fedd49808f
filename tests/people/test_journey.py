"""A person at the desk finds who wrote, marks them, and holds two for one, in a real browser."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.machinery.desks import Desk
from tests.web.test_journey import SHOP, faults, page, pytestmark, sign_in, write

__all__ = ["faults", "page", "pytestmark"]


def write_on_instagram(desk: Desk, text: str, *, visitor: str) -> None:
    """Write a comment on the square under the shop's first post on Instagram."""
    with httpx.Client(base_url=desk.square, timeout=20) as square:
        accounts = square.get("/square/api/state").json()["accounts"]
        account = next(one for one in accounts if one["network"] == "instagram")
        body = {
            "account": account["key"],
            "post": account["posts"][0]["id"],
            "author": {"name": visitor},
            "text": text,
        }
        assert square.post("/square/api/comments", json=body).status_code == 201


@pytest.mark.slow
def test_a_person_is_found_marked_merged_and_taken_apart(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    write(desk, "Êtes-vous ouverts le dimanche ?", visitor="Awa Diarra")
    write_on_instagram(desk, "Le pain au seigle est de retour ?", visitor="Awa Diarra")
    page.goto(f"{desk.address}/inbox/{SHOP}/?view=all")
    row = page.locator("a.row", has_text="ouverts le dimanche")
    expect(row).to_be_visible(timeout=15_000)
    expect(page.locator("a.row", has_text="pain au seigle")).to_be_visible(timeout=15_000)
    row.click()
    page.locator(".message a.who").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Awa Diarra")

    page.get_by_label("Un nouveau mot-clé").fill("Fidèle")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("link", name="fidèle")).to_be_visible()
    page.get_by_role("button", name="VIP").click()
    expect(page.get_by_role("button", name="VIP")).to_have_attribute("aria-pressed", "true")

    page.locator("#history").get_by_role("link", name="Donner un avertissement").click()
    expect(page.locator("blockquote")).to_contain_text("ouverts le dimanche")
    page.get_by_label("Quelle règle").fill("Trop tôt")
    page.get_by_role("button", name="Donner l’avertissement").click()
    expect(page.locator("#strikes")).to_contain_text("Trop tôt")
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(page.locator("#strikes")).to_contain_text("Retiré par")

    page.get_by_role("link", name="Même personne que…").click()
    page.get_by_role("link", name="Comparer").first.click()
    expect(page.locator(".reasons")).to_contain_text("Awa Diarra")
    page.get_by_role("button", name="Les tenir pour une seule personne").click()
    expect(page.locator("#history")).to_contain_text("pain au seigle")
    expect(page.locator(".person-identities li")).to_have_count(2)
    page.get_by_role("button", name="Séparer").click()
    expect(page.locator(".person-identities li")).to_have_count(1)
    expect(page.locator("#history")).not_to_contain_text("pain au seigle")

    page.goto(f"{desk.address}/people/{SHOP}/?q=diarra&flag=vip")
    expect(page.locator("a.person-row")).to_have_count(1)
    assert faults == []
