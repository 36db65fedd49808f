"""People: met once for each account, named when a name is learnt, listed in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from palabre.channels.intake import apply_batch
from palabre.people.actions import Known, Told, meet
from palabre.people.models import Identity, Person
from palabre.people.queries import get_person, list_people
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import (
    NOW,
    Client,
    add_account,
    comment,
    delivery,
    keep,
    make_client,
    private,
)


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


def met(client: Client, names: dict[str, str]) -> dict[str, Known]:
    """Meet people of the client's account, and return them by their ids on the network."""
    account = client.account.pk
    asked = {(account, "facebook", external): Told(name) for external, name in names.items()}
    with workspace_scope([client.id]):
        known = meet(workspace=client.id, people=asked, now=NOW)
    return {external: one for (_, external), one in known.items()}


def test_a_person_is_met_once(client: Client) -> None:
    first = met(client, {"7": "Lise", "8": ""})
    again = met(client, {"8": "", "7": "Lise"})
    assert first == again
    with workspace_scope([client.id]):
        assert Person.objects.count() == Identity.objects.count() == 2


def test_a_name_learnt_later_fills_an_empty_one_and_replaces_none(client: Client) -> None:
    met(client, {"7": "", "8": "Ana"})
    after = met(client, {"7": "Lise", "8": "Anabelle"})
    assert (after["7"].name, after["8"].name) == ("Lise", "Ana")
    with workspace_scope([client.id]):
        assert sorted(Person.objects.values_list("name", flat=True)) == ["Ana", "Lise"]


def test_since_when_somebody_has_their_account_is_learnt_once(client: Client) -> None:
    key = (client.account.pk, "facebook", "7")
    with workspace_scope([client.id]):
        for told in (Told("Lise"), Told(since=NOW), Told("Ana", NOW + timedelta(days=1))):
            meet(workspace=client.id, people={key: told}, now=NOW)
        found = Identity.objects.get()
    assert (found.name, found.member_since) == ("Lise", NOW)


def test_a_very_long_name_is_cut(client: Client) -> None:
    assert len(met(client, {"7": "é" * 900})["7"].name) == 300


def test_nobody_to_meet_is_no_work(client: Client) -> None:
    assert met(client, {}) == {}


def test_the_same_id_on_another_account_is_somebody_else_until_somebody_says_so(
    client: Client,
) -> None:
    other = add_account(client.workspace, "facebook", "43")
    keep(client, delivery(comment(1)))
    keep(client, delivery(comment(2, page="43")), account=other)
    apply_batch(client.id)
    with workspace_scope([client.id]):
        assert Identity.objects.filter(external_id="7001").count() == 2
        assert Person.objects.count() == 2


def test_comments_and_private_messages_of_one_id_are_one_person(client: Client) -> None:
    keep(client, delivery(private(1)), delivery(comment(2)))
    apply_batch(client.id)
    with workspace_scope([client.id]):
        items, cursor = list_people(client.id)
    assert cursor == ""
    assert [one["name"] for one in items] == ["Person 7001"]
    assert [one["external_id"] for one in items[0]["identities"]] == ["7001"]


def test_we_are_not_among_the_people(client: Client) -> None:
    keep(client, delivery(comment(1, author="42")), delivery(private(2, echo=True)))
    apply_batch(client.id)
    with workspace_scope([client.id]):
        assert [one.external_id for one in Identity.objects.all()] == ["7001"]


def test_people_are_listed_in_pages_each_once(client: Client) -> None:
    met(client, {str(number): f"N{number}" for number in range(7)})
    seen: list[str] = []
    cursor = ""
    with workspace_scope([client.id]):
        while True:
            items, cursor = list_people(client.id, cursor=cursor, limit=3)
            seen += [one["name"] for one in items]
            if not cursor:
                break
    assert sorted(seen) == [f"N{number}" for number in range(7)]
    assert len(seen) == 7


def test_a_person_who_is_not_here_is_refused(client: Client) -> None:
    with workspace_scope([client.id]), pytest.raises(Refused) as refusal:
        get_person(client.id, 999)
    assert refusal.value.status == 404
