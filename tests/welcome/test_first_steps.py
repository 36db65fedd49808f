"""The first steps tell what is really done, and leave when they are, or when they are told to."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from palabre.channels.models import OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.welcome.queries import find_first_waiting, get_progress
from palabre.workspaces.models import Member
from tests.inbox.test_pages import browser_of, colleague, tell, text_of
from tests.machinery.seeds import Client, comment, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the first steps."""
    return f"/welcome/{client.workspace.slug}/{rest}"


def steps(client: Client) -> tuple[bool, ...]:
    """Return which steps are done."""
    member = Member.objects.get(pk=client.member.pk)
    with workspace_scope([client.id]):
        return tuple(get_progress(client.id, member).steps)


def test_each_step_is_done_when_its_deed_is(client: Client, browser: Browser) -> None:
    assert steps(client) == (False, False, False, False)
    form = {"language": "fr", "time_zone": "Europe/Paris", "back": path(client)}
    answer = browser.post(f"/settings/{client.workspace.slug}/reading/", form)
    assert answer.headers["Location"] == path(client)
    assert steps(client) == (True, False, False, False)
    tell(client, comment(2, at=5, author="7002"), comment(1))
    assert steps(client) == (True, True, False, False)
    with workspace_scope([client.id]):
        first = find_first_waiting(client.id)
    answer = browser.post(path(client, "first/"))
    assert answer.headers["Location"] == f"/inbox/{client.workspace.slug}/{first}/"
    assert steps(client) == (True, True, True, False)
    with workspace_scope([client.id]):
        actor = f"member:{client.member.pk}"
        wanted = Wanted(client.account.pk, "reply", "k", actor, {"comment": "1_1"}, text="Oui")
        order_acts(client.id, [wanted], now=clock.now())
    assert steps(client) == (True, True, True, False)
    with workspace_scope([client.id]):
        OutboxAct.objects.update(state="done")
    assert steps(client) == (True, True, True, True)
    assert 'class="pill"' not in text_of(browser.get(f"/settings/{client.workspace.slug}/"))


def test_the_pill_counts_until_it_is_told_to_leave(client: Client, browser: Browser) -> None:
    settings = f"/settings/{client.workspace.slug}/"
    assert "0 sur 4" in text_of(browser.get(settings))
    browser.post(path(client, "dismissal/"))
    assert "sur 4" not in text_of(browser.get(settings))
    assert "Bienvenue, Camille" in text_of(browser.get(path(client)))
    assert "sur 4" in text_of(colleague(client, "editor").get(settings))


def test_nobody_waits_and_that_is_said(client: Client, browser: Browser) -> None:
    assert "Personne n’attend de réponse" in text_of(browser.get(path(client)))
    answer = browser.post(path(client, "first/"))
    assert answer.headers["Location"] == f"/inbox/{client.workspace.slug}/"
    assert steps(client)[2] is False


def test_the_first_sign_in_leads_here_and_later_ones_to_the_inbox(client: Client) -> None:
    form = {"username": client.member.email, "password": "a long sentence", "next": "/inbox/"}
    assert Browser().post("/sign-in/", form).headers["Location"] == "/welcome/"
    assert Browser().post("/sign-in/", form).headers["Location"] == "/inbox/"


def test_a_first_sign_in_on_the_way_to_a_page_leads_to_that_page(client: Client) -> None:
    wanted = f"/audit/{client.workspace.slug}/"
    form = {"username": client.member.email, "password": "a long sentence", "next": wanted}
    assert Browser().post("/sign-in/", form).headers["Location"] == wanted
