"""Who gets new conversations is kept on the members page and through the API."""

from __future__ import annotations

import pytest

from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.distribution import DistributionWish, get_distribution
from palabre.workspaces.models import AuditEntry, Member
from palabre.workspaces.teams import TeamWish, keep_team
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import NOW, Client, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery."""
    return make_client()


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's members."""
    return f"/members/{client.workspace.slug}/{rest}"


def team(client: Client) -> int:
    """Return a team of the client's owner."""
    wish = TeamWish("Soir", [], [client.member.pk])
    with workspace_scope([client.id]):
        kept = keep_team(workspace=client.workspace, team=None, wish=wish, by="test", now=NOW)
    return int(kept.pk)


def kept(client: Client) -> DistributionWish:
    """Return what is kept."""
    with workspace_scope([client.id]):
        return get_distribution(client.workspace)


def test_the_page_keeps_who_gets_new_conversations(client: Client) -> None:
    browser, of = browser_of(client.member), team(client)
    page = text_of(browser.get(path(client)))
    assert "Qui reçoit les nouvelles conversations" in page
    form = {"mode": "least_loaded", "team": of, "by_language": "yes"}
    page = text_of(browser.post(path(client, "distribution/"), form, follow=True))
    assert kept(client) == DistributionWish("least_loaded", of, by_language=True)
    assert 'value="least_loaded" checked' in page
    browser.post(path(client, "distribution/"), {"mode": "surprise"})
    browser.post(path(client, "distribution/"), {"mode": "off", "team": 999})
    assert kept(client).mode == "least_loaded"
    answer = browser.post(path(client, f"teams/{of}/"), {"step": "remove"}, follow=True)
    assert "reçoit les nouvelles conversations\xa0: donnez" in answer.content.decode().replace(
        "\u202f", "\xa0"
    )


def test_the_api_keeps_it_and_tells_who_is_there(client: Client) -> None:
    caller = Caller(client.token())
    assert caller.get("/distribution")["mode"] == "off"
    body = {"mode": "round_robin"}
    assert caller.ask("PUT", "/distribution", body=body).status_code == 200
    assert caller.ask("PUT", "/availability", body={"available": False}).status_code == 200
    assert caller.get("/distribution") == {
        "mode": "round_robin",
        "team": None,
        "by_language": False,
        "members": [{"id": client.member.pk, "name": "Camille", "available": False, "load": 0}],
    }
    assert_problem(caller.ask("PUT", "/distribution", body={"mode": "surprise"}), 422)
    assert_problem(caller.ask("PUT", "/distribution", body=body | {"team": 999}), 404)


def test_a_member_sets_their_own_switch_on_every_page(client: Client) -> None:
    browser, inbox = browser_of(client.member), f"/inbox/{client.workspace.slug}/"
    assert "Passer absent" in text_of(browser.get(inbox))
    form = {"available": "no", "back": inbox}
    page = text_of(browser.post(path(client, "availability/"), form, follow=True))
    assert "aucune nouvelle conversation" in page
    assert "Passer disponible" in page
    assert "absent depuis" in text_of(browser.get(path(client)))
    browser.post(path(client, "availability/"), {"available": "yes"})
    assert Member.objects.get(pk=client.member.pk).away_since is None
    with workspace_scope([client.id]):
        entries = AuditEntry.objects.filter(action="availability").order_by("number")
        assert [one.detail for one in entries] == [{"available": False}, {"available": True}]


def test_who_only_reads_has_no_switch_and_changes_nothing(client: Client) -> None:
    reader = colleague(client, "analyst")
    assert 'name="available"' not in text_of(reader.get(f"/inbox/{client.workspace.slug}/"))
    reader.post(path(client, "availability/"), {"available": "no"})
    reader.post(path(client, "distribution/"), {"mode": "round_robin"})
    assert Member.objects.get(name="analyst").away_since is None
    assert kept(client).mode == "off"
