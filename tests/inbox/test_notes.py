"""Notes: for the team alone, in line among the messages, kept when conversations join."""

from __future__ import annotations

import pytest

from palabre.inbox.arrivals.threads import Merge, merge
from palabre.inbox.models import Message
from palabre.inbox.notes import list_notes, write_note
from palabre.inbox.queries import Filter, list_threads
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry, RoleKind
from tests.api.asking import Caller
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import acts, browser_of, client, path, tell, text_of, thread_of
from tests.machinery.seeds import NOW, Client, comment

__all__ = ["client"]


def test_a_note_stands_among_the_messages_and_nothing_is_sent(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    form = {"text": "Rappeler <b>demain</b>", "back": thread}
    page = text_of(browser.post(thread + "notes/", form, follow=True))
    assert "Note gardée. Seule votre équipe la voit." in page
    assert "Rappeler &lt;b&gt;demain&lt;/b&gt;" in page
    assert page.index('class="message') < page.index('class="note"')
    assert acts(client) == []
    with workspace_scope([client.id]):
        assert Message.objects.filter(text__contains="Rappeler").count() == 0
        entry = AuditEntry.objects.get(action="note")
        assert entry.actor == f"member:{client.member.pk}"


def test_an_empty_or_endless_note_is_refused(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    for text, said in ((" \0 ", "Écrivez"), ("a" * 5001, "au plus 5000 caractères")):
        form = {"text": text, "back": thread}
        assert said in text_of(browser.post(thread + "notes/", form, follow=True))
    with workspace_scope([client.id]), pytest.raises(Refused, match="not here"):
        write_note(workspace=client.id, thread=10**9, text="x", by="member:1", now=NOW)


def test_somebody_who_only_reads_writes_no_note(client: Client) -> None:
    analyst = browser_of(colleague(client, RoleKind.ANALYST))
    thread = path(client, f"{thread_of(client)}/")
    assert 'id="note-box"' not in text_of(analyst.get(thread))
    analyst.post(thread + "notes/", {"text": "x"})
    with workspace_scope([client.id]):
        assert list_notes(client.id, thread_of(client)) == []


def test_a_client_reads_the_conversation_and_no_note_of_the_team(client: Client) -> None:
    with workspace_scope([client.id]):
        write_note(
            workspace=client.id, thread=thread_of(client), text="Client exigeant", by="member:1",
            now=NOW,
        )  # fmt: skip
    thread = path(client, f"{thread_of(client)}/")
    assert "Client exigeant" in text_of(browser_of(client.member).get(thread))
    reader = browser_of(colleague(client, RoleKind.CLIENT))
    assert "Client exigeant" not in text_of(reader.get(thread))


def test_the_notes_of_a_conversation_that_joins_an_older_one_are_kept(client: Client) -> None:
    tell(client, comment(20, "Une autre", author="7020"))
    with workspace_scope([client.id]):
        newest, oldest = [one["id"] for one in list_threads(client.id, Filter()).items]
        write_note(workspace=client.id, thread=newest, text="À suivre", by="member:1", now=NOW)
        merge(client.id, [Merge(newest, oldest)])
        assert [note.text for note in list_notes(client.id, oldest)] == ["À suivre"]


def test_a_form_that_is_sent_twice_is_one_note(client: Client) -> None:
    browser, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    form = {"text": "Rappeler", "back": thread, "key": "page:1"}
    for _ in range(2):
        assert "Note gardée" in text_of(browser.post(thread + "notes/", form, follow=True))
    other = form | {"text": "Autre"}
    assert "a déjà servi" in text_of(browser.post(thread + "notes/", other, follow=True))
    keyed = {"text": "Par programme"}
    caller = Caller(client.token())
    for _ in range(2):
        answer = caller.ask(
            "POST",
            f"/threads/{thread_of(client)}/notes",
            body=keyed,
            headers={"Idempotency-Key": "n1"},
        )
        assert answer.status_code == 201
    with workspace_scope([client.id]):
        texts = [one.text for one in list_notes(client.id, thread_of(client))]
    assert texts == ["Rappeler", "Par programme"]
