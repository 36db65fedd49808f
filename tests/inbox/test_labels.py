"""Labels: put on and taken off messages, suggested, and a filter of the list."""

from __future__ import annotations

from palabre.inbox.labels import label_message, list_labels
from palabre.inbox.models import Label
from palabre.inbox.queries import Filter, list_threads
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.inbox.test_pages import browser_of, client, message_ids, path, tell, text_of, thread_of
from tests.machinery.seeds import NOW, Client, comment

__all__ = ["client"]


def test_a_label_is_added_once_filters_the_list_and_is_taken_off(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    message = message_ids(text_of(browser.get(thread)))[0]
    tell(client, comment(30, "Une tarte aux pommes", author="7030"))
    address = path(client, f"messages/{message}/labels/")
    for name in ("  Urgent  client ", "urgent client"):
        page = text_of(browser.post(address, {"name": name, "back": thread}, follow=True))
    assert page.count("label=urgent%20client") == 1
    listed = text_of(browser.get(path(client, "?view=all&label=urgent+client")))
    assert "Person 7001" in listed
    assert "Une tarte aux pommes" not in listed
    page = text_of(browser.post(address, {"gone": "urgent client", "back": thread}, follow=True))
    assert "label=urgent%20client" not in page
    with workspace_scope([client.id]):
        entries = AuditEntry.objects.filter(action__endswith="label").order_by("number")
        assert [entry.action for entry in entries] == ["label", "unlabel"]
        assert list_threads(client.id, Filter(label="urgent client")).items == []


def test_an_empty_or_endless_label_is_refused(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    message = message_ids(text_of(browser.get(thread)))[0]
    for name in (" ", "a" * 61):
        form = {"name": name, "back": thread}
        answer = browser.post(path(client, f"messages/{message}/labels/"), form, follow=True)
        assert "de 1 à 60 caractères" in text_of(answer)


def test_the_labels_in_use_are_suggested_each_once(client: Client) -> None:
    browser = browser_of(client.member)
    page = text_of(browser.get(path(client, f"{thread_of(client)}/")))
    with workspace_scope([client.id]):
        assert list_labels(client.id) == []
        for message in map(int, message_ids(page)[:2]):
            for name in ("retard", "colis"):
                label_message(
                    workspace=client.id, message=message, name=name, by="member:1", now=NOW
                )
        assert Label.objects.count() == 4
        assert list_labels(client.id) == ["colis", "retard"]
