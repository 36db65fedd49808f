"""The page of members: who may be invited, changed and shut out, and by whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from palabre.workspaces.actions import give_role
from palabre.workspaces.models import Member, Role, RoleKind
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import Client, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's members."""
    return f"/members/{client.workspace.slug}/{rest}"


def role_of(kind: str) -> Role:
    """Return the role of the colleague who was made with it."""
    return Role.objects.get(member__email=f"{kind}@bakery.example")


def test_who_is_invited_signs_in_with_the_password_shown_once(client: Client) -> None:
    browser = browser_of(client.member)
    form = {"name": "Noé", "email": "Noe@bakery.example", "kind": "editor"}
    page = text_of(browser.post(path(client), form))
    found = re.search(r'id="first-password">([0-9a-f-]+)<', page)
    assert found
    assert found[1] not in text_of(browser.get(path(client)))
    assert Browser().login(username="noe@bakery.example", password=found[1])
    role = Role.objects.get(member__email="noe@bakery.example")
    assert (role.kind, role.workspace_id) == ("editor", client.workspace.pk)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"email": "nobody"}, {"kind": "king"}, {"email": "owner@boulangerie.example"}],
)
def test_what_is_wrong_invites_nobody(client: Client, wrong: dict[str, str]) -> None:
    form = {"name": "Noé", "email": "noe@bakery.example", "kind": "editor"} | wrong
    browser_of(client.member).post(path(client), form)
    assert Member.objects.count() == 1


def test_an_access_that_is_closed_ends_sessions_at_once_and_opens_again(client: Client) -> None:
    editor = colleague(client, "editor")
    address = f"/inbox/{client.workspace.slug}/"
    assert editor.get(address).status_code == 200
    owner = browser_of(client.member)
    owner.post(path(client, f"{role_of('editor').pk}/"), {"step": "close"})
    assert editor.get(address).status_code == 302
    owner.post(path(client, f"{role_of('editor').pk}/"), {"step": "open"})
    assert editor.get(address).status_code == 200


def test_a_role_is_changed(client: Client) -> None:
    colleague(client, "editor")
    browser_of(client.member).post(path(client, f"{role_of('editor').pk}/"), {"kind": "analyst"})
    assert role_of("editor").kind == "analyst"


def test_an_administrator_of_one_client_is_no_match_for_an_owner(client: Client) -> None:
    browser = colleague(client, "administrator")
    owner = Role.objects.get(member=client.member)
    for content in ({"kind": "analyst"}, {"step": "close"}):
        browser.post(path(client, f"{owner.pk}/"), content)
    form = {"name": "Noé", "email": "noe@bakery.example", "kind": "owner"}
    browser.post(path(client), form)
    own = role_of("administrator")
    browser.post(path(client, f"{own.pk}/"), {"kind": "owner"})
    assert Member.objects.get(pk=client.member.pk).is_active
    assert sorted(Role.objects.values_list("kind", flat=True)) == ["administrator", "owner"]


def test_an_administrator_everywhere_cannot_shut_out_an_owner(client: Client) -> None:
    browser = colleague(client, "administrator")
    give_role(member=role_of("administrator").member, kind=RoleKind.ADMINISTRATOR)
    owner = Role.objects.get(member=client.member)
    browser.post(path(client, f"{owner.pk}/"), {"step": "close"})
    assert Member.objects.get(pk=client.member.pk).is_active


def test_members_of_another_firm_and_those_who_do_not_manage_are_kept_out(client: Client) -> None:
    stranger = make_client("Autre", page="43")
    role = Role.objects.get(member=stranger.member)
    browser_of(client.member).post(path(client, f"{role.pk}/"), {"step": "close"})
    assert Member.objects.get(pk=stranger.member.pk).is_active
    assert colleague(client, "moderator").get(path(client)).status_code == 403
