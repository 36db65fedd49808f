"""Teams of a client, how pages look, and a password of one's own at the first sign-in."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Member, Team
from palabre.workspaces.teams import list_teams
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import Client, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's members."""
    return f"/members/{client.workspace.slug}/{rest}"


def told(client: Client) -> list[tuple[str, list[str], list[str]]]:
    """Return the teams: name, languages, members."""
    with workspace_scope([client.id]):
        return [
            (one.team.name, one.team.languages, [member.name for member in one.members])
            for one in list_teams(client.workspace)
        ]


def test_a_team_is_made_changed_and_removed(client: Client) -> None:
    colleague(client, "editor")
    editor = Member.objects.get(name="editor")
    browser = browser_of(client.member)
    form = {"name": "Soir", "language": ["fr", "ar"], "member": [client.member.pk, editor.pk]}
    assert "Soir" in text_of(browser.post(path(client, "teams/"), form, follow=True))
    assert told(client) == [("Soir", ["ar", "fr"], ["Camille", "editor"])]
    with workspace_scope([client.id]):
        team = Team.objects.get().pk
    browser.post(path(client, f"teams/{team}/"), {"name": "Nuit", "member": [editor.pk]})
    assert told(client) == [("Nuit", [], ["editor"])]
    Member.objects.filter(pk=editor.pk).update(is_active=False)
    assert told(client) == [("Nuit", [], [])]
    browser.post(path(client, f"teams/{team}/"), {"step": "remove"})
    assert told(client) == []


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"language": ["xx"]}, {"member": [999]}, {"name": "a" * 81}]
)
def test_what_is_wrong_makes_no_team(client: Client, wrong: dict[str, object]) -> None:
    form = {"name": "Soir", "language": ["fr"], "member": [client.member.pk]} | wrong
    browser_of(client.member).post(path(client, "teams/"), form)
    assert told(client) == []


def test_theme_and_density_stand_on_the_root_of_every_page(client: Client) -> None:
    browser = browser_of(client.member)
    settings = f"/settings/{client.workspace.slug}/"
    browser.post("/display/", {"theme": "dark", "density": "compact"})
    assert '<html lang="fr" data-theme="dark" data-density="compact">' in text_of(
        browser.get(settings)
    )
    browser.post("/display/", {"theme": "device"})
    assert '<html lang="fr" data-density="compact">' in text_of(browser.get(settings))
    answer = browser.post("/display/", {"theme": "neon", "back": settings}, follow=True)
    assert "Ce thème n’existe pas" in text_of(answer)
    assert Browser().post("/display/", {"theme": "dark"}).status_code == 302


def test_who_was_given_a_password_chooses_another_before_anything_else(client: Client) -> None:
    owner = browser_of(client.member)
    form = {"name": "Noé", "email": "noe@bakery.example", "kind": "editor"}
    page = text_of(owner.post(path(client), form))
    found = re.search(r'id="first-password">([0-9a-f-]+)<', page)
    assert found
    browser = Browser()
    sign_in = {"username": "noe@bakery.example", "password": found[1]}
    landed = browser.post("/sign-in/", sign_in, follow=True)
    assert landed.redirect_chain[-1][0] == "/first-password/"
    inbox = f"/inbox/{client.workspace.slug}/"
    assert browser.get(inbox).headers["Location"] == "/first-password/"
    assert browser.get("/api/v1/threads").status_code == 403
    for weak in (found[1], "short", "password123"):
        assert 'role="alert"' in text_of(browser.post("/first-password/", {"new": weak}))
    browser.post("/first-password/", {"new": "a sentence of mine"})
    assert browser.get(inbox).status_code == 200
    assert Browser().login(username="noe@bakery.example", password="a sentence of mine")
    assert not Browser().login(username="noe@bakery.example", password=found[1])
