"""The texts that a message had stay to be read."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from palabre.channels.intake import apply_batch
from palabre.inbox.models import Message
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, path, text_of
from tests.machinery.seeds import Client, comment, delivery, keep, make_client

FIRST, SECOND, LAST = "Sale <b>connard</b>", "Deuxième", "Troisième"


@pytest.fixture
def client(database: None) -> Client:
    """Give a client with a comment that was edited twice; the edits arrived turned round."""
    made = make_client()
    keep(made, delivery(comment(1, LAST, verb="edited", at=9)))
    keep(made, delivery(comment(1, SECOND, verb="edited", at=5)), delivery(comment(1, FIRST)))
    while apply_batch(made.id):
        pass
    return made


def message_of(client: Client) -> Message:
    """Return the one message."""
    with workspace_scope([client.id]):
        return Message.objects.get(workspace_id=client.id)


def revisions(client: Client) -> list[tuple[str, bool]]:
    """Return what the API says."""
    browser = Browser(headers={"Authorization": f"Bearer {client.token()}"})
    told = browser.get(f"/api/v1/messages/{message_of(client).pk}/revisions").json()
    return [(one["text"], one["edited"]) for one in told["items"]]


def test_earlier_texts_stand_behind_the_word_edited(client: Client) -> None:
    page = text_of(browser_of(client.member).get(path(client, f"{message_of(client).thread_id}/")))
    before = page[page.index('class="before"') :].partition("</ol>")[0]
    assert "Sale &lt;b&gt;connard&lt;/b&gt;" in before
    assert before.index("connard") < before.index(SECOND)
    assert LAST not in before
    assert 'dir="auto"' in before


def test_the_api_lists_them_in_order_and_a_deleted_message_keeps_them(client: Client) -> None:
    texts = [(FIRST, False), (SECOND, True), (LAST, True)]
    assert revisions(client) == texts
    keep(client, delivery(comment(1, verb="remove", at=20)))
    apply_batch(client.id)
    assert message_of(client).deleted_at is not None
    assert revisions(client) == texts


def test_earlier_texts_of_a_hidden_message_are_kept_out_of_sight(client: Client) -> None:
    keep(client, delivery(comment(1, "Quel connard", verb="edited", at=15)))
    keep(client, delivery(comment(1, verb="hide", at=20)))
    while apply_batch(client.id):
        pass
    page = text_of(browser_of(client.member).get(path(client, f"{message_of(client).thread_id}/")))
    before = page[page.index('class="before"') :].partition("</ol>")[0]
    assert 'class="care"' in before
