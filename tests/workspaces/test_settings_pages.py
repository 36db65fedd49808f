"""The settings of a member: what they keep, and whom they concern."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from palabre.workspaces.models import Member, Token
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import Client, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the settings."""
    return f"/settings/{client.workspace.slug}/{rest}"


def test_language_and_time_zone_are_kept(client: Client, browser: Browser) -> None:
    content = {"language": "en", "time_zone": "America/Montreal"}
    page = text_of(browser.post(path(client, "reading/"), content, follow=True))
    assert "How you read" in page
    member = Member.objects.get(pk=client.member.pk)
    assert (member.language, member.time_zone) == ("en", "America/Montreal")


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}])
def test_what_the_desk_does_not_know_is_refused(
    client: Client, browser: Browser, wrong: dict[str, str]
) -> None:
    content = {"language": "en", "time_zone": "UTC"} | wrong
    browser.post(path(client, "reading/"), content)
    assert Member.objects.get(pk=client.member.pk).language == "fr"


def test_another_password_ends_the_other_sessions_and_not_this_one(
    client: Client, browser: Browser
) -> None:
    other = browser_of(client.member)
    content = {"old": "a long sentence", "new": "another sentence"}
    page = text_of(browser.post(path(client, "password/"), content, follow=True))
    assert "Le mot de passe est changé." in page
    assert Member.objects.get(pk=client.member.pk).check_password("another sentence")
    assert other.get(path(client)).status_code == 302
    assert browser.get(path(client)).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", "another sentence", "pas votre mot de passe actuel"),
        ("a long sentence", "short", "dix caractères"),
        ("a long sentence", "password123", "dix caractères"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_for_a_weak_one(
    client: Client, browser: Browser, old: str, new: str, said: str
) -> None:
    content = {"old": old, "new": new, "back": path(client)}
    assert said in text_of(browser.post(path(client, "password/"), content, follow=True))
    assert Member.objects.get(pk=client.member.pk).check_password("a long sentence")


def test_a_token_is_shown_once_works_and_ends_when_revoked(
    client: Client, browser: Browser
) -> None:
    answer = browser.post(path(client, "tokens/"), {"name": "Robot", "scope": "read"})
    found = re.search(r"plb_[\w-]+", text_of(answer))
    assert found
    assert answer.headers["Cache-Control"] == "no-store"
    page = text_of(browser.get(path(client)))
    assert "plb_" not in page
    assert "Robot" in page
    bearer = {"authorization": f"Bearer {found[0]}"}
    assert Browser().get("/api/v1/threads", headers=bearer).status_code == 200
    browser.post(path(client, f"tokens/{Token.objects.get().pk}/revocation/"))
    assert Browser().get("/api/v1/threads", headers=bearer).status_code == 401


def test_a_token_of_somebody_else_is_neither_seen_nor_revoked(client: Client) -> None:
    client.token("read")
    other = colleague(client, "administrator")
    assert "tokens/" in text_of(other.get(path(client)))
    assert "revocation" not in text_of(other.get(path(client)))
    other.post(path(client, f"tokens/{Token.objects.get().pk}/revocation/"))
    assert Token.objects.get().revoked_at is None


@pytest.mark.parametrize("content", [{"name": " ", "scope": "read"}, {"name": "a", "scope": "x"}])
def test_a_token_needs_a_name_and_a_scope(
    client: Client, browser: Browser, content: dict[str, str]
) -> None:
    browser.post(path(client, "tokens/"), content)
    assert not Token.objects.exists()
