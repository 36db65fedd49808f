"""Saved replies: kept, found beside the answer with their variables filled, changed, removed."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from palabre.knowledge.models import SavedReply
from palabre.knowledge.variables import fill, list_unknown
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.inbox.test_pages import browser_of, colleague, tell, text_of, thread_of
from tests.machinery.seeds import Client, comment, make_client

HOURS = {
    "title": "Nos horaires",
    "shortcut": "/Horaires",
    "text": "Bonjour {{ person }}, {{account}} ouvre à 7 h. {{ member }}",
    "language": "fr",
}


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's saved replies."""
    return f"/saved-replies/{client.workspace.slug}/{rest}"


def kept(client: Client) -> list[SavedReply]:
    """Return the client's saved replies, the first one first."""
    with workspace_scope([client.id]):
        return list(SavedReply.objects.filter(workspace_id=client.id).order_by("id"))


def test_a_reply_is_kept_and_listed(client: Client, browser: Browser) -> None:
    assert "Aucune réponse enregistrée" in text_of(browser.get(path(client)))
    page = text_of(browser.post(path(client), HOURS, follow=True))
    assert "Tapez / dans une réponse" in page
    assert "/horaires" in page
    assert [one.shortcut for one in kept(client)] == ["horaires"]
    with workspace_scope([client.id]):
        entry = AuditEntry.objects.filter(workspace_id=client.id).latest("number")
    assert (entry.action, entry.detail["title"]) == ("saved_reply", "Nos horaires")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "Bonjour {{ persno }}"}, "peuvent être remplis"),
        ({"text": " "}, "besoin d’un titre et d’un texte"),
        ({"shortcut": "deux mots"}, "un seul mot"),
        ({"language": "de"}, "en français ou en anglais"),
        ({"text": "a" * 8001}, "trop long"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_form_stays(
    client: Client, browser: Browser, change: dict[str, str], said: str
) -> None:
    answer = browser.post(path(client), HOURS | change)
    assert answer.status_code == 422
    page = text_of(answer)
    assert said in page
    assert "Nos horaires" in page
    assert kept(client) == []


def test_two_replies_cannot_share_a_shortcut(client: Client, browser: Browser) -> None:
    browser.post(path(client), HOURS)
    assert "a ce raccourci" in text_of(browser.post(path(client), HOURS))
    assert len(kept(client)) == 1


def test_a_reply_is_changed_and_removed(client: Client, browser: Browser) -> None:
    browser.post(path(client), HOURS)
    number = kept(client)[0].pk
    assert "Nos horaires" in text_of(browser.get(path(client, f"{number}/")))
    browser.post(path(client, f"{number}/"), HOURS | {"title": "Ouverture"})
    assert [one.title for one in kept(client)] == ["Ouverture"]
    browser.post(path(client, f"{number}/removal/"))
    assert kept(client) == []
    assert browser.get(path(client, f"{number}/")).status_code == 404


def test_those_who_may_not_answer_read_and_change_nothing(client: Client) -> None:
    reviewer = colleague(client, "reviewer")
    page = text_of(reviewer.get(path(client)))
    assert "<textarea" not in page
    reviewer.post(path(client), HOURS)
    assert kept(client) == []


def test_beside_the_answer_a_reply_stands_filled(client: Client, browser: Browser) -> None:
    tell(client, comment(1, "Vous ouvrez quand ?"))
    address = f"/inbox/{client.workspace.slug}/{thread_of(client)}/"
    assert 'id="saved"' not in text_of(browser.get(address))
    browser.post(path(client), HOURS)
    page = text_of(browser.get(address))
    assert "Bonjour Person 7001, Boulangerie on facebook ouvre à 7 h. Camille" in page
    assert 'data-text="Bonjour {{ person }}, Boulangerie' in page


def test_variables_are_filled_and_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{{person}} {{ x }}", {"person": "{{ x }}"}) == "{{ x }} {{ x }}"
    assert list_unknown("{{ person }} {{ member }} {{x}}") == ["x"]
