"""A person at the desk, in a real browser: an insult is hidden, a question is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.machinery.browsers import ARGUMENTS, CHROMIUM, needs_chromium
from tests.machinery.desks import Desk

INSULT = "Tais-toi, espèce de connard"
QUESTION = "Êtes-vous ouverts le dimanche ?"
SHOP = "boulangerie-le-fournil"

pytestmark = needs_chromium


@pytest.fixture
def faults() -> list[str]:
    """Give the list in which the page's own errors are kept."""
    return []


@pytest.fixture
def page(faults: list[str]) -> Iterator[Page]:
    """Give a page of a browser that speaks French."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page(locale="fr", viewport={"width": 1280, "height": 800})
        opened.on("pageerror", lambda problem: faults.append(str(problem)))
        opened.on(
            "console",
            lambda told: faults.append(told.text) if "Content Security" in told.text else None,
        )
        yield opened
        browser.close()


def write(desk: Desk, text: str, *, visitor: str) -> None:
    """Write a comment on the square, as a visitor, under the bakery's first post."""
    with httpx.Client(base_url=desk.square, timeout=20) as square:
        account: dict[str, Any] = square.get("/square/api/state").json()["accounts"][0]
        post = account["posts"][0]["id"]
        body = {"account": account["key"], "post": post, "author": {"name": visitor}, "text": text}
        answer = square.post("/square/api/comments", json=body)
        assert answer.status_code == 201, answer.text


def sign_in(page: Page, desk: Desk) -> None:
    """Sign in as the owner."""
    page.goto(desk.address)
    page.get_by_label("Adresse e-mail").fill(desk.email)
    page.get_by_label("Mot de passe").fill(desk.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bienvenue")
    page.goto(desk.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("À répondre")


def answer(page: Page, text: str) -> None:
    """Answer in the open conversation with the keyboard alone."""
    page.locator("#talk").focus()
    page.keyboard.press("r")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".act-text", has_text=text)).to_be_visible()


@pytest.mark.slow
def test_a_person_sees_the_insult_hidden_and_answers_the_question(
    desk: Desk, page: Page, faults: list[str]
) -> None:
    sign_in(page, desk)
    expect(page.get_by_text("arrivent ici d’eux-mêmes")).to_be_visible()
    write(desk, INSULT, visitor="Kévin Marchal")
    write(desk, QUESTION, visitor="Awa Diarra")

    # The question arrives by itself, without a reload.
    row = page.locator("a.row", has_text="Awa Diarra")
    expect(row).to_be_visible(timeout=15_000)

    page.goto(f"{desk.address}/inbox/{SHOP}/?view=hidden")
    page.locator("a.row", has_text="Kévin Marchal").click()
    care = page.locator(".care")
    expect(care.locator(".text")).to_be_hidden()
    expect(page.locator(".why summary")).to_contain_text("Masqué par la charte")
    expect(page.locator(".why summary")).to_contain_text("Insulte")
    care.get_by_text("Afficher le texte").click()
    expect(care.locator("mark", has_text="connard")).to_be_visible()
    expect(page.get_by_text("Masqué sur Facebook")).to_be_visible(timeout=15_000)

    page.goto(f"{desk.address}/inbox/{SHOP}/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#pane h2")).to_have_text("Awa Diarra")
    answer(page, "Oui, de 8 h à 13 h.")
    expect(page.get_by_text("Sera envoyé dans")).to_be_visible()
    expect(page.locator(".ours", has_text="Oui, de 8 h")).to_be_visible(timeout=25_000)

    answer(page, "Et le lundi aussi.")
    page.locator("#talk").focus()
    page.keyboard.press("u")
    expect(page.get_by_text("Annulé, rien n’a été envoyé").first).to_be_visible()
    expect(page.get_by_label("Votre réponse")).to_have_value("Et le lundi aussi.")

    page.goto(f"{desk.address}/audit/{SHOP}/")
    for entry in ("Acte annulé", "Réponse publique\u202f: fait sur le réseau"):
        expect(page.locator("td", has_text=entry).first).to_be_visible()
    page.get_by_role("button", name="Vérifier le journal").click()
    expect(page.get_by_text("Le journal est entier")).to_be_visible()
    assert faults == []


@pytest.mark.slow
def test_the_inbox_works_without_javascript(desk: Desk) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(locale="fr", java_script_enabled=False)
        sign_in(page, desk)
        write(desk, QUESTION, visitor="Awa Diarra")
        for _ in range(40):
            page.goto(f"{desk.address}/inbox/{SHOP}/")
            if page.locator("a.row").count():
                break
            page.wait_for_timeout(250)
        page.locator("a.row").click()
        page.get_by_label("Votre réponse").fill("Oui, de 8 h à 13 h.")
        page.get_by_role("button", name="Envoyer", exact=True).click()
        page.get_by_role("button", name="Annuler").click()
        expect(page.get_by_label("Votre réponse")).to_have_value("Oui, de 8 h à 13 h.")
        page.get_by_role("button", name="Clore", exact=True).click()
        expect(page.get_by_role("button", name="Rouvrir")).to_be_visible()
        browser.close()
