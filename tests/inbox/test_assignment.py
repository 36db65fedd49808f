"""Whose a conversation is: given, taken, given back, counted and written in the log."""

from __future__ import annotations

import re

import pytest

from palabre.inbox.assignment import assign_thread, unassign_thread
from palabre.inbox.queries import Filter, get_counters, list_threads
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import give_role, invite_member
from palabre.workspaces.models import AuditEntry, Member, RoleKind
from tests.inbox.test_pages import browser_of, client, path, text_of, thread_of
from tests.machinery.seeds import NOW, Client, make_client

__all__ = ["client"]


def colleague(client: Client, kind: str, name: str = "Noé Brun") -> Member:
    """Return a member with a role in the client's workspace."""
    member = invite_member(
        organisation=client.organisation,
        email=f"{kind}@bakery.example",
        name=name,
        password="a long sentence",
        now=NOW,
    )
    give_role(member=member, kind=kind, workspace=client.workspace)
    return member


def test_an_assigned_conversation_is_the_members_and_nobody_elses(client: Client) -> None:
    noe, thread, by = colleague(client, RoleKind.EDITOR), thread_of(client), "member:1"
    with workspace_scope([client.id]):
        assert get_counters(client.id)["unassigned"] == 1
        assign_thread(workspace=client.workspace, thread=thread, member=noe.pk, by=by, now=NOW)
        assert get_counters(client.id, member=noe.pk)["mine"] == 1
        assert get_counters(client.id, member=client.member.pk)["mine"] == 0
        assert get_counters(client.id)["unassigned"] == 0
        (mine,) = list_threads(client.id, Filter("mine", member=noe.pk)).items
        assert (mine["assignee_name"], mine["assigned_at"]) == ("Noé Brun", NOW)
        assert list_threads(client.id, Filter("unassigned")).items == []
        unassign_thread(workspace=client.workspace, thread=thread, by=by, now=NOW)
        assert get_counters(client.id, member=noe.pk)["mine"] == 0
        assert len(list_threads(client.id, Filter("unassigned")).items) == 1
    with workspace_scope([client.id]):
        log = AuditEntry.objects.filter(workspace_id=client.id, action__endswith="assign")
        assert [(one.action, one.detail) for one in log.order_by("number")] == [
            ("assign", {"member": noe.pk}),
            ("unassign", {}),
        ]


def test_a_conversation_is_given_only_to_somebody_who_may_answer_here(client: Client) -> None:
    analyst, stranger = colleague(client, RoleKind.ANALYST), make_client("Stade", page="43").member
    for member in (analyst, stranger):
        with (
            workspace_scope([client.id]),
            pytest.raises(Refused, match="cannot answer for this client"),
        ):
            assign_thread(
                workspace=client.workspace,
                thread=thread_of(client),
                member=member.pk,
                by="member:1",
                now=NOW,
            )


def test_the_page_gives_and_takes_back_and_shows_whose_it_is(client: Client) -> None:
    noe, browser = colleague(client, RoleKind.EDITOR), browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    assert "Noé Brun" in text_of(browser.get(thread))
    form = {"member": noe.pk, "back": thread}
    page = text_of(browser.post(thread + "assignment/", form, follow=True))
    assert "Conversation attribuée." in page
    assert 'title="Attribuée à Noé Brun"><span aria-hidden="true">NB<' in page
    mine = text_of(browser_of(noe).get(path(client, "?view=mine")))
    assert re.search(r'Les miennes</span><span class="count">1<', mine)
    assert "Person 7001" in mine
    page = text_of(
        browser.post(thread + "assignment/", {"member": "", "back": thread}, follow=True)
    )
    assert "Conversation rendue à tous." in page


def test_somebody_who_only_reads_assigns_nothing(client: Client) -> None:
    analyst = browser_of(colleague(client, RoleKind.ANALYST))
    thread = path(client, f"{thread_of(client)}/")
    assert 'id="assign"' not in text_of(analyst.get(thread))
    form = {"member": client.member.pk, "back": thread}
    assert "Votre rôle" in text_of(analyst.post(thread + "assignment/", form, follow=True))
