"""What is unread stands out until its reader was there; what waits for the network has its view."""

from __future__ import annotations

from palabre.inbox.queries import Filter, get_counters, list_threads
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Member, RoleKind
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import browser_of, client, path, tell, text_of, thread_of
from tests.machinery.seeds import Client, comment

__all__ = ["client"]
LONG_AGO = "2020-01-01T00:00:00Z"


def is_unread(client: Client, member: Member) -> bool:
    """Say whether a member's list shows the conversation as unread."""
    page = text_of(browser_of(member).get(path(client, "?view=all")))
    return 'class="row unread"' in page


def test_a_conversation_is_unread_until_its_reader_was_there(client: Client) -> None:
    noe = colleague(client, RoleKind.EDITOR)
    Member.objects.update(created_at=LONG_AGO)
    assert is_unread(client, noe)
    browser_of(noe).post(path(client, f"{thread_of(client)}/presence/"), {"doing": "arrives"})
    assert not is_unread(client, noe)
    assert is_unread(client, client.member)

    tell(client, comment(4, "Et le dimanche ?", parent=1))
    assert is_unread(client, noe)


def test_a_late_delivery_of_an_earlier_message_is_unread_too(client: Client) -> None:
    Member.objects.update(created_at=LONG_AGO)
    here = path(client, f"{thread_of(client)}/presence/")
    browser_of(client.member).post(here, {"doing": "looks"})
    assert not is_unread(client, client.member)
    tell(client, comment(0, "Arrivé en retard", parent=1))
    assert is_unread(client, client.member)


def test_what_the_network_has_not_answered_has_its_view(client: Client) -> None:
    with workspace_scope([client.id]):
        (row,) = list_threads(client.id, Filter("network")).items
        assert get_counters(client.id)["network"] == 1
    assert row["id"] == thread_of(client)
    page = text_of(browser_of(client.member).get(path(client, "?view=network")))
    assert "En attente du réseau" in page
