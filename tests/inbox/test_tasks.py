"""Tasks by hand: told with their steps, done or not needed, by those who may."""

from __future__ import annotations

import json

import pytest

from palabre.channels.models import OutboxAct
from palabre.channels.tasks import list_tasks
from palabre.people.models import Identity
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry, RoleKind
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import browser_of, text_of
from tests.machinery.seeds import Client
from tests.moderation.judging import acts_of, message_of
from tests.moderation.test_ordering import client_of, say


@pytest.fixture
def client(database: None) -> Client:
    """Give a profile whose charter bans two people; Instagram lets no program do it."""
    client = client_of("instagram", "{ban: 30d}")
    say(client, "1_1", "Zut <b>alors</b>")
    say(client, "1_2", "Zut aussi", person="7002")
    return client


def address(client: Client, rest: str = "") -> str:
    """Return the address of the page of tasks, or below it."""
    return f"/tasks/{client.workspace.slug}/{rest}"


def tasks_of(client: Client) -> list[int]:
    """Return the tasks that wait."""
    with workspace_scope([client.id]):
        return [one.act.pk for one in list_tasks(client.id)]


def test_the_page_tells_each_task_with_its_steps_and_its_conversation(client: Client) -> None:
    page = text_of(browser_of(client.member).get(address(client)))
    assert "Exclure l’auteur pendant 30" in page
    assert "choisissez de restreindre" in page
    assert page.index("Zut &lt;b&gt;alors") < page.index("Zut aussi"), "The oldest stands first."
    message = message_of(client)
    assert f"/inbox/{client.workspace.slug}/{message.thread_id}/#m-{message.pk}" in page
    assert "la charte" in page


def test_a_task_about_somebody_without_a_name_is_told(client: Client) -> None:
    with workspace_scope([client.id]):
        Identity.objects.filter(workspace_id=client.id).update(name="")
    assert "Quelqu’un" in text_of(browser_of(client.member).get(address(client)))


def test_the_number_that_waits_stands_beside_the_link_on_every_page(client: Client) -> None:
    browser = browser_of(client.member)
    assert '<span class="count">2<' in text_of(browser.get(f"/figures/{client.workspace.slug}/"))
    for task in tasks_of(client):
        browser.post(address(client, f"{task}/dismissal/"))
    page = text_of(browser.get(address(client)))
    assert '<span class="count">2<' not in page
    assert "Rien n’attend" in page


def test_done_and_not_needed_are_written_down_with_who_said_so(client: Client) -> None:
    browser, (first, second) = browser_of(client.member), tasks_of(client)
    browser.post(address(client, f"{first}/completion/"))
    browser.post(address(client, f"{second}/dismissal/"))
    assert acts_of(client) == [("ban", "done"), ("ban", "cancelled"), ("unban", "by_hand")]
    with workspace_scope([client.id]):
        said = AuditEntry.objects.filter(action__in=["by_hand", "dismiss"]).order_by("number")
        assert [(one.action, one.subject) for one in said] == [
            ("by_hand", f"act:{first}"),
            ("dismiss", f"act:{second}"),
        ]
        assert {one.actor for one in said} == {f"member:{client.member.pk}"}
    again = text_of(browser.post(address(client, f"{first}/completion/"), follow=True))
    assert "n’est pas là" in again or "déjà" in again


def test_a_message_shows_its_task_and_how_it_ended(client: Client) -> None:
    browser, message = browser_of(client.member), message_of(client)
    conversation = f"/inbox/{client.workspace.slug}/{message.thread_id}/"
    page = text_of(browser.get(conversation))
    assert "À faire à la main sur Instagram" in page
    assert "choisissez de restreindre" in page
    browser.post(address(client, f"{tasks_of(client)[0]}/completion/"))
    page = text_of(browser.get(conversation))
    assert "Exclusion faite sur Instagram (30" in page
    assert ": à faire à la main sur Instagram" in page.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("role", [RoleKind.EDITOR, RoleKind.ANALYST])
def test_who_does_not_moderate_reads_tasks_and_ends_none(client: Client, role: RoleKind) -> None:
    browser = browser_of(colleague(client, role))
    page = text_of(browser.get(address(client)))
    assert "choisissez de restreindre" in page
    assert "/completion/" not in page
    browser.post(address(client, f"{tasks_of(client)[0]}/completion/"))
    assert len(tasks_of(client)) == 2


def test_the_api_lists_tasks_by_pages_and_ends_them_once(client: Client) -> None:
    caller = Caller(client.token())
    first = caller.get("/tasks", limit=1)
    (task,) = first["items"]
    assert (task["verb"], task["intent"], task["seconds"]) == ("ban", "exclude", 30 * 86_400)
    assert task["steps"]
    rest = caller.get("/tasks", limit=1, cursor=first["next"])
    assert [one["person"] for one in rest["items"]] == ["7002"]
    assert not rest["next"]
    done = caller.ask("POST", f"/tasks/{task['id']}/completion")
    assert json.loads(done.content)["state"] == "done"
    assert_problem(caller.ask("POST", f"/tasks/{task['id']}/dismissal"), 409)
    with workspace_scope([client.id]):
        assert OutboxAct.objects.get(pk=task["id"]).state == "done"
