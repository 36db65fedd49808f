"""In a real browser: from the first sign-in to the first answer, and a new client to its inbox."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.machinery.browsers import needs_chromium, open_browser, watch
from tests.machinery.desks import Desk, eventually

pytestmark = needs_chromium
SHOP = "boulangerie-le-fournil"


@pytest.fixture
def page() -> Iterator[Page]:
    """Give a page of a browser that speaks French."""
    with open_browser() as browser:
        yield browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})


def write(desk: Desk, account: str, text: str) -> None:
    """Write a comment on the square under the first post of the account with this name."""
    with httpx.Client(base_url=desk.square, timeout=20) as square:
        pages = square.get("/square/api/state").json()["accounts"]
        found = next(one for one in pages if one["name"] == account)
        body = {"account": found["key"], "post": found["posts"][0]["id"], "text": text}
        answer = square.post("/square/api/comments", json=body | {"author": {"name": "Awa"}})
        assert answer.status_code == 201, answer.text


def sign_in(page: Page, desk: Desk) -> None:
    """Sign in for the first time, which leads to the first steps."""
    page.goto(desk.address)
    page.get_by_label("Adresse e-mail").fill(desk.email)
    page.get_by_label("Mot de passe").fill(desk.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bienvenue")


@pytest.mark.slow
def test_four_steps_lead_from_the_first_sign_in_to_the_first_answer(desk: Desk, page: Page) -> None:
    faults = watch(page)
    sign_in(page, desk)
    pill, done = page.locator(".pill"), page.locator(".step-done")
    expect(pill).to_contain_text("0 sur 4")
    page.get_by_label("Fuseau horaire").select_option("Europe/Brussels")
    page.locator(".step").first.get_by_role("button", name="Enregistrer").click()
    expect(pill).to_contain_text("1 sur 4")
    write(desk, "Boulangerie Le Fournil", "Vous ouvrez dimanche ?")
    eventually(lambda: desk.get("/threads", workspace=SHOP, view="answer")["items"])
    page.goto(f"{desk.address}/welcome/{SHOP}/")
    expect(pill).to_contain_text("2 sur 4")
    page.get_by_role("button", name="Ouvrir la conversation").click()
    expect(page.locator("#pane h2").first).to_contain_text("Awa")
    page.locator("#talk").focus()
    page.keyboard.press("r")
    page.keyboard.type("Oui, de 8 h à 13 h.")
    page.keyboard.press("Control+Enter")
    eventually(
        lambda: [
            one
            for one in desk.get("/acts", workspace=SHOP)["items"]
            if one["verb"] == "reply" and one["state"] == "done"
        ],
        within=40,
    )
    page.goto(f"{desk.address}/welcome/{SHOP}/")
    expect(done).to_have_count(4)
    expect(pill).to_have_count(0)
    assert faults == []


@pytest.mark.slow
def test_a_new_client_is_set_up_from_its_name_to_its_first_comment(desk: Desk, page: Page) -> None:
    faults = watch(page)
    sign_in(page, desk)
    page.goto(f"{desk.address}/inbox/")
    page.locator("#switcher summary").click()
    page.get_by_role("link", name="Nouveau client").click()
    page.get_by_label("Nom du client").fill("Librairie La Marée")
    page.get_by_role("button", name="Le garder et continuer").click()
    card = page.locator(".card", has=page.get_by_role("heading", name="Répond"))
    card.get_by_text("Ou inviter quelqu’un").click()
    card.get_by_label("Nom", exact=True).fill("Inès")
    card.get_by_label("Adresse e-mail").fill("ines@maree.example")
    card.get_by_role("button", name="Ajouter").click()
    expect(page.locator("#first-password")).to_have_text(re.compile(r"^[0-9a-f-]{19}$"))
    page.goto(f"{desk.address}/clients/new/")  # left, and taken up again
    page.get_by_role("link", name="Librairie La Marée").last.click()
    expect(page.locator(".card", has_text="Inès").first).to_be_visible()
    page.get_by_role("link", name="Continuer").click()
    page.get_by_role("button", name="Facebook Librairie La Marée").click()
    expect(page.get_by_text("Le réseau nous laisse entrer.")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Continuer")).to_be_visible()
    page.go_forward()
    write(desk, "Librairie La Marée", "Avez-vous le dernier Modiano ?")
    expect(page.get_by_text("Les événements arrivent")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Continuer").click()
    page.get_by_role("button", name="Finir et ouvrir la boîte").click()
    expect(page.locator(".row", has_text="Awa").first).to_be_visible(timeout=15_000)
    assert faults == []


@pytest.mark.slow
def test_an_address_is_copied_and_a_secret_shown_when_asked(desk: Desk, page: Page) -> None:
    faults = watch(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, desk)
    page.goto(f"{desk.address}/accounts/{SHOP}/")
    page.get_by_role("link", name="le.fournil.nantes").first.click()
    page.get_by_role("button", name="Copier").first.click()
    expect(page.get_by_text("Copié", exact=True)).to_be_visible()
    hook = page.evaluate("navigator.clipboard.readText()")
    assert hook == page.locator("#hook").input_value()
    assert "/hooks/instagram/" in hook
    expect(page.locator("#secret-verify_token")).to_have_count(0)
    page.get_by_role("button", name="Montrer Jeton de vérification").click()
    shown = page.locator("#secret-verify_token").input_value()
    assert shown == desk.account("instagram")["verify_token"]
    assert faults == []


RECORDER = """
    window.told = [];
    window.Notification = class extends EventTarget {
      static permission = "granted";
      static requestPermission() { return Promise.resolve("granted"); }
      constructor(title, { body }) { super(); window.told.push([title, body]); }
    };
    Object.defineProperty(document, "hidden", { get: () => window.isAway ?? false });
"""
"""Stands for the browser's own notifications, which no page can see."""


@pytest.mark.slow
def test_a_hidden_page_tells_once_that_people_wait(desk: Desk, page: Page) -> None:
    page.add_init_script(RECORDER)
    sign_in(page, desk)
    page.goto(f"{desk.address}/settings/{SHOP}/")
    expect(page.get_by_text("Les notifications sont coupées")).to_be_visible()
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_text("Les notifications sont actives")).to_be_visible()
    page.goto(f"{desk.address}/inbox/{SHOP}/")
    write(desk, "Boulangerie Le Fournil", "Je suis là, vous me voyez ?")
    expect(page.locator("a.row", has_text="Awa").first).to_be_visible(timeout=15_000)
    page.evaluate("window.isAway = true")
    write(desk, "le.fournil.nantes", "Vous ouvrez dimanche ?")
    eventually(lambda: page.evaluate("window.told.length"))
    assert "awa" in page.evaluate("window.told[0][1]"), "Instagram tells handles, not names"
    assert page.evaluate("window.told.length") == 1
