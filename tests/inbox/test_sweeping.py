"""A live chat that is cleared at once, by its moderators."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from palabre.channels.events import FactReceived, FactsReceived
from palabre.connectors.facts import Arrived, Fact, Place, Swept
from palabre.engine.vocabulary import Kind
from palabre.inbox.actions import receive_facts
from palabre.inbox.models import Message
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import NOW, Client, make_client

CHAT, OTHER = Place(Kind.COMMENT, surface="42"), Place(Kind.COMMENT, surface="43")


@pytest.fixture
def client(database: None) -> Client:
    """Give a client with a channel."""
    return make_client(network="twitch")


def said(id: str, author: str, at: datetime = NOW, place: Place = CHAT) -> Arrived:
    """Return a chat message."""
    return Arrived(id, place, f"text of {id}", at, at, author, f"Person {author}")


def receive(client: Client, *facts: Fact) -> set[str]:
    """Take facts in as one batch; return the ids of the messages that still stand."""
    told = [FactReceived(client.account.pk, "twitch", fact, NOW) for fact in facts]
    with workspace_scope([client.id]):
        receive_facts(FactsReceived(client.id, told, NOW))
        standing = Message.objects.filter(workspace_id=client.id, deleted_at=None)
        return set(standing.values_list("external_id", flat=True))


def test_a_cleared_person_loses_what_was_stored_and_what_came_in_the_same_batch(
    client: Client,
) -> None:
    assert receive(client, said("a", "7"), said("b", "8")) == {"a", "b"}
    left = receive(client, said("c", "7"), said("d", "8"), Swept(CHAT, NOW, "7"), said("e", "7"))
    assert left == {"b", "d", "e"}


def test_a_cleared_chat_loses_all_of_itself_and_nothing_else(client: Client) -> None:
    receive(client, said("a", "7"), said("b", "8"), said("elsewhere", "7", place=OTHER))
    assert receive(client, Swept(CHAT, NOW)) == {"elsewhere"}
    assert receive(client, Swept(CHAT, NOW)) == {"elsewhere"}


def test_what_was_said_after_the_clearing_stays_whatever_the_order(client: Client) -> None:
    later = NOW + timedelta(seconds=1)
    receive(client, said("after", "7", later))
    assert receive(client, said("before", "7"), Swept(CHAT, NOW, "7")) == {"after"}
