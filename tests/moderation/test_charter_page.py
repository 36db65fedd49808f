"""The pages of the charter: what they tell, what they let change, and for whom."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from palabre.engine.moderation.default import get_default_text
from palabre.moderation.drafts import examine, list_differences
from palabre.moderation.models import Charter
from palabre.moderation.queries import get_source
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, colleague, tell, text_of
from tests.machinery.seeds import Client, comment, make_client

OURS = """charter: bakery
version: 1
lists:
  sweets:
    terms: [croissant]
rules:
  - rule: sweet
    when: {list: sweets}
    verdict: hide
    reason: {fr: "Parle de croissants", en: "Speaks of croissants"}
    policy: sweets
    tests:
      - {text: "un croissant", expect: fire}
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with two comments."""
    bakery = make_client()
    tell(bakery, comment(1, "Un croissant, merci"), comment(2, "Bonjour", author="7002"))
    return bakery


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's charter."""
    return f"/charter/{client.workspace.slug}/{rest}"


def send(browser: Browser, client: Client, source: str, step: str, **more: str) -> str:
    """Send a draft and return the page that answers, the way followed."""
    content = {"source": source, "step": step, "number": "0"} | more
    return text_of(browser.post(path(client, "draft/"), content, follow=True))


def versions(client: Client) -> list[Charter]:
    """Return the versions of the client's charter, the first one first."""
    with workspace_scope([client.id]):
        return list(Charter.objects.filter(workspace_id=client.id).order_by("number"))


def test_the_charter_in_force_is_told_in_words(client: Client, browser: Browser) -> None:
    assert "La charte livrée avec Palabre" in text_of(browser.get(path(client)))
    page = send(browser, client, OURS, "save")
    assert "La version 1 est en vigueur." in page
    assert "Parle de croissants" in page
    assert "un terme de la liste sweets (1 terme)" in page
    assert "Masquer le message" in page
    assert "Camille" in page


def test_a_text_is_tried_and_the_words_are_marked(client: Client, browser: Browser) -> None:
    page = text_of(browser.post(path(client), {"text": "quel <b>connard</b>"}))
    assert "<mark>connard</mark>" in page
    assert "&lt;b&gt;" in page
    page = text_of(browser.post(path(client), {"text": "bonjour"}))
    assert "Aucune règle ne s’applique." in page


def test_a_fault_is_shown_at_its_line_and_the_text_is_kept(
    client: Client, browser: Browser
) -> None:
    wrong = OURS.replace("verdict: hide", "verdict: banish")
    page = send(browser, client, wrong, "save")
    assert "La ligne 9 ne peut pas être lue" in page
    assert 'data-line="9"' in page
    assert '<tr class="line-fault"><td class="line-number">9</td>' in page
    assert page.count("verdict: banish") == 2
    assert versions(client) == []


def test_a_test_that_fails_keeps_the_charter_out(client: Client, browser: Browser) -> None:
    wrong = OURS.replace('text: "un croissant"', 'text: "une brioche"')
    page = send(browser, client, wrong, "save")
    assert "Ligne 13, règle sweet :" in page
    assert "une brioche" in page
    assert versions(client) == []


def test_a_draft_is_tried_on_real_messages_before_it_is_in_force(
    client: Client, browser: Browser
) -> None:
    page = send(browser, client, OURS, "rehearse", text="mon croissant")
    assert "Messages lus : 2. Décidés autrement : 1." in page
    assert "Laisser visible → Masquer le message" in page
    assert page.count("<mark>croissant</mark>") == 2
    assert versions(client) == []


def test_what_a_person_decided_is_not_rehearsed(client: Client, browser: Browser) -> None:
    page = text_of(browser.get(f"/inbox/{client.workspace.slug}/?view=all"))
    assert "croissant" in page
    from palabre.inbox.models import Message
    from tests.machinery.seeds import NOW

    with workspace_scope([client.id]):
        Message.objects.filter(workspace_id=client.id).update(reviewed_at=NOW)
    assert "Messages lus : 0." in send(browser, client, OURS, "rehearse")


def test_a_draft_that_was_overtaken_is_kept_and_not_put_in_force(
    client: Client, browser: Browser
) -> None:
    send(browser, client, OURS, "save")
    page = send(browser, client, OURS.replace("bakery", "mine"), "save", number="0")
    assert "mis en vigueur la version 1 entre-temps" in page
    assert "charter: mine" in page
    assert len(versions(client)) == 1


def test_versions_are_compared_and_an_older_one_comes_back_as_a_new_one(
    client: Client, browser: Browser
) -> None:
    send(browser, client, OURS, "save")
    later = OURS.replace("[croissant]", "[croissant, brioche]")
    send(browser, client, later, "save", number="1")
    page = text_of(browser.get(path(client, "versions/?number=2")))
    assert '<tr class="line-added">' in page
    assert '<tr class="line-removed">' in page
    page = text_of(browser.post(path(client, "return/"), {"number": "1"}, follow=True))
    assert "La version 3 est en vigueur." in page
    assert [one.source == OURS for one in versions(client)] == [True, False, True]
    browser.post(path(client, "return/"), {"number": "0"})
    with workspace_scope([client.id]):
        assert get_source(client.id) == (4, get_default_text())


def test_a_version_that_is_not_there_is_not_found(client: Client, browser: Browser) -> None:
    assert browser.get(path(client, "versions/?number=7")).status_code == 404
    browser.post(path(client, "return/"), {"number": "x"})
    assert versions(client) == []


def test_those_who_may_not_manage_read_and_try_but_change_nothing(client: Client) -> None:
    moderator = colleague(client, "moderator")
    page = text_of(moderator.get(path(client)))
    assert "Essayer un texte" in page
    assert "draft/" not in page
    assert moderator.get(path(client, "draft/")).status_code == 403
    moderator.post(path(client, "draft/"), {"source": OURS, "step": "save", "number": "0"})
    moderator.post(path(client, "return/"), {"number": "0"})
    assert versions(client) == []


def test_a_text_that_is_no_yaml_has_a_fault_with_a_cure() -> None:
    fault = examine("charter: [").fault
    assert fault is not None
    assert fault.cure
    assert not examine("").is_sound


def test_differences_tell_the_line_of_the_later_text() -> None:
    lines = list_differences("a\nb\nc", "a\nx\nc\n--- d")
    assert [(one.number, one.text, one.kind) for one in lines if one.kind != "gap"] == [
        (1, "a", ""),
        (0, "b", "removed"),
        (2, "x", "added"),
        (3, "c", ""),
        (4, "--- d", "added"),
    ]
